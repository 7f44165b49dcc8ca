-- scorecard_day: the figures of project06_scorecard on each day of the last {{ trend_days }}, as their trend
-- A figure of a day is what the scorecard would say of that day's end, told from history as it is known on the
-- publication's day: what was corrected since is corrected here too, so that a day may differ from its own publication.
-- Days are those on which anything was loaded, and the publication's own. An indicator has a row for a day from the
-- first delivery of its feeds on; a day on which one of them was due and nothing of it was loaded has none, but the
-- publication's day carries the last state as the scorecard does. Feeds that are not due every day stand as they stood.
-- Growth and progress are held against the start of the campaign as it stands on the publication's day. An indicator
-- that is not known on a day has no row, nor one that the scorecard would withhold: a cell is withheld by the size of
-- its parts on that day. There are totals of the city alone.
-- grain: business day × indicator, in the scorecard's order · owner: data engineering
--
-- Every feed is read once. What stood over some days is counted by the days it began and ended at, cut to the days
-- asked for; these counts, few beside the records, are then summed for each day between.
{% set first = "($day::DATE - " ~ (trend_days - 1) ~ ")" -%}
WITH stated AS (
    SELECT
        indicator,
        position::INTEGER AS position,
        unit,
        feed
    FROM read_csv({{ figures }}, all_varchar = true)
),

loaded AS (
    SELECT DISTINCT feed, business_day
    FROM ops.delivery
    WHERE state = 'loaded' AND business_day <= $day
),

day AS (
    SELECT business_day FROM loaded WHERE business_day >= {{ first }}
    UNION
    SELECT $day::DATE
),

behind AS (
    SELECT began.feed, day.business_day
    FROM (SELECT feed, min(business_day) AS first_day FROM loaded GROUP BY feed) AS began
    INNER JOIN day ON began.first_day <= day.business_day
    ANTI JOIN (SELECT feed, business_day FROM published.mart.coverage WHERE loaded = 0) AS silent
        USING (feed, business_day)
),

told AS (
    SELECT wanted.indicator, day.business_day
    FROM (SELECT indicator, unnest(coalesce(string_split(feed, ', '), [NULL])) AS feed FROM stated) AS wanted
    CROSS JOIN day
    LEFT JOIN behind ON wanted.feed = behind.feed AND day.business_day = behind.business_day
    GROUP BY wanted.indicator, day.business_day
    HAVING day.business_day = $day OR count(wanted.feed) = count(behind.feed)
),

application AS (
    SELECT
        day_since(valid_from, {{ first }}) AS from_day,
        day_until(valid_to, $day) AS to_day,
        count(*) AS received
    FROM known_population_id_application
    WHERE valid_from < end_of($day) AND valid_to >= end_of({{ first }})
    GROUP BY ALL
),

account AS (
    SELECT
        day_since(valid_from, {{ first }}) AS from_day,
        day_until(valid_to, $day) AS to_day,
        count(*) FILTER (WHERE status IN ('approved', 'activated', 'locked')) AS approved,
        count(*) FILTER (WHERE status = 'rejected') AS rejected,
        count(*) FILTER (WHERE status = 'activated') AS activated
    FROM known_population_eid_account
    WHERE valid_from < end_of($day) AND valid_to >= end_of({{ first }})
    GROUP BY ALL
),

signature AS (
    SELECT
        day_since(occurred_at, {{ first }}) AS from_day,
        count(*) FILTER (WHERE is_free = 'yes') AS issued_free,
        count(*) AS issued
    FROM known_population_digital_signature
    WHERE occurred_at < end_of($day)
    GROUP BY ALL
),

citizen AS (
    SELECT
        citizen_id,
        day_since(valid_from, {{ first }}) AS from_day,
        least(day_until(valid_to, $day), died_on) AS to_day
    FROM known_population_citizen
    WHERE
        valid_from < end_of($day)
        AND valid_to >= end_of({{ first }})
        AND (died_on IS NULL OR died_on > {{ first }})
),

card AS (
    SELECT
        citizen_id,
        greatest(valid_from, starts_on, {{ first }}) AS from_day,
        least(valid_to, ends_on + 1, $day::DATE + 1) AS to_day
    FROM known_insurance_card
    WHERE
        valid_from <= $day
        AND valid_to > {{ first }}
        AND starts_on <= $day
        AND (ends_on IS NULL OR ends_on >= {{ first }})
        AND (SELECT count(*) = 2 FROM (
            SELECT DISTINCT feed FROM loaded WHERE feed IN ('insurance.card', 'population.citizen')
        ))
),

-- a card is matched on the days on which both it and its citizen stand
synchronised AS (
    SELECT
        from_day,
        to_day,
        count(*) AS cards,
        0 AS matched
    FROM card
    GROUP BY from_day, to_day
    UNION ALL
    SELECT
        greatest(card.from_day, citizen.from_day),
        least(card.to_day, citizen.to_day),
        0,
        count(*)
    FROM card
    INNER JOIN citizen USING (citizen_id)
    GROUP BY ALL
),

looking_up AS (
    SELECT facility_code, hanoi_day(min(occurred_at)) AS found_on
    FROM known_insurance_facility_lookup
    WHERE document = 'citizen_card' AND result = 'found' AND occurred_at < end_of($day)
    GROUP BY facility_code
),

beneficiary AS (
    SELECT
        greatest(day_since(valid_from, {{ first }}), starts_on) AS from_day,
        least(day_until(valid_to, $day), ends_on + 1) AS to_day,
        count(*) FILTER (WHERE payment_method = 'account') AS with_account,
        count(*) FILTER (WHERE payment_method <> 'account' AND exempt_reason IS NULL) AS cash_not_exempt
    FROM known_welfare_beneficiary
    WHERE
        valid_from < end_of($day)
        AND valid_to >= end_of({{ first }})
        AND starts_on <= $day
        AND (ends_on IS NULL OR ends_on >= {{ first }})
    GROUP BY ALL
),

payment AS (
    SELECT
        min(occurred_at) FILTER (WHERE step = 'due') AS due_at,
        min(occurred_at) FILTER (WHERE step = 'credited') AS credited_at,
        min(occurred_at) FILTER (WHERE step IN ('withdrawn', 'spent', 'collected')) AS in_hand_at,
        CASE WHEN arg_min(method, occurred_at) = 'account' THEN credited_at ELSE due_at END AS begins_at
    FROM known_welfare_payment
    WHERE occurred_at < end_of($day)
    GROUP BY payment_code
),

-- what is in hand of the payments of 60 days, each day's as welfare_time counts them
drawn AS (
    SELECT
        hanoi_day(due_at) AS due_on,
        hanoi_day(in_hand_at) AS drawn_on,
        (epoch(in_hand_at) - epoch(begins_at)) / 3600 AS hours
    FROM payment
    WHERE in_hand_at >= begins_at AND due_at >= end_of({{ first }} - 60)
),

catalogue AS (
    SELECT
        day.business_day,
        count(*) AS procedures,
        count(*) FILTER (WHERE one.is_decentralised = 'yes') AS decentralised,
        count(*) FILTER (WHERE one.delegation_planned = 'yes') AS delegation_planned,
        count(*) FILTER (WHERE one.delegation_decided_on <= day.business_day) AS delegated,
        count(*) FILTER (
            WHERE one.delegation_decided_on <= day.business_day AND one.has_internal_process = 'yes'
        ) AS delegated_with_internal,
        count(*) FILTER (WHERE one.needs_electronic_process = 'yes') AS needs_electronic,
        count(*) FILTER (
            WHERE one.needs_electronic_process = 'yes' AND one.has_electronic_process = 'yes'
        ) AS has_electronic,
        count(*) FILTER (WHERE one.needs_payment = 'yes') AS needs_payment,
        count(*) FILTER (
            WHERE one.needs_payment = 'yes' AND one.payment_received_on <= day.business_day
        ) AS payment_received
    FROM known_procedures_catalogue AS one
    INNER JOIN day ON one.valid_from <= day.business_day AND one.valid_to > day.business_day
    GROUP BY day.business_day
),

-- the steps of the reform at the end of the campaign's days, and at its start
reform AS (
    SELECT
        business_day,
        sum(online_payment) AS online_payment,
        sum(open_steps) FILTER (WHERE bottleneck_no IS NOT NULL) AS open_steps
    FROM published.mart.procedure_day
    GROUP BY business_day
),

begun AS (
    SELECT
        day.business_day,
        until.online_payment,
        since.online_payment AS online_payment_before,
        since.open_steps - until.open_steps AS done_steps,
        since.open_steps
    FROM day
    CROSS JOIN (
        SELECT coalesce(starts_on, $day::DATE - length_days + 1) AS first_day, coalesce(ends_on, $day) AS last_day
        FROM reference.campaign
        WHERE campaign_code = '60d'
    ) AS span
    INNER JOIN reform AS until ON until.business_day = least(span.last_day, day.business_day)
    INNER JOIN reform AS since ON span.first_day = since.business_day
),

ranked AS (
    SELECT
        day.business_day,
        line.index_name,
        line.year,
        any_value(line.rank) FILTER (WHERE line.province_code = 'H26') AS rank,
        any_value(line.score_hundredths) FILTER (WHERE line.province_code = 'H26') AS score_hundredths,
        count(line.rank) AS ranked_provinces
    FROM known_procedures_reform_index AS line
    INNER JOIN day ON line.valid_from <= day.business_day AND line.valid_to > day.business_day
    GROUP BY day.business_day, line.index_name, line.year
),

-- a count and what it is a part of
part AS (
    SELECT day.business_day, 'id_card_applications' AS indicator, sum(received) AS part, NULL AS whole
    FROM application
    INNER JOIN day ON application.from_day <= day.business_day AND application.to_day > day.business_day
    GROUP BY day.business_day
    UNION ALL
    SELECT
        day.business_day,
        unnest(['eid_applications_successful_share', 'eid_accounts_activated', 'eid_accounts_activated_share']),
        unnest([sum(approved), sum(activated), sum(activated)]),
        unnest([sum(approved + rejected), sum(approved), sum(approved)])
    FROM account
    INNER JOIN day ON account.from_day <= day.business_day AND account.to_day > day.business_day
    GROUP BY day.business_day
    UNION ALL
    SELECT day.business_day, 'digital_signatures_free', sum(issued_free), sum(issued)
    FROM signature
    INNER JOIN day ON signature.from_day <= day.business_day
    GROUP BY day.business_day
    UNION ALL
    -- withheld as the city's total of insurance_sync is: by both its parts, of which nobody tells as much as few
    SELECT day.business_day, 'insurance_synchronised', sum(matched), sum(cards)
    FROM synchronised
    INNER JOIN day ON synchronised.from_day <= day.business_day AND synchronised.to_day > day.business_day
    GROUP BY day.business_day
    HAVING sum(cards) > 0 AND least(sum(matched), sum(cards) - sum(matched)) >= {{ smallest }}
    UNION ALL
    SELECT
        day.business_day,
        'facilities_with_id_lookup',
        count(*) FILTER (WHERE looking_up.found_on <= day.business_day),
        count(*)
    FROM known_insurance_facility AS facility
    INNER JOIN day ON facility.valid_from <= day.business_day AND facility.valid_to > day.business_day
    LEFT JOIN looking_up USING (facility_code)
    WHERE facility.status = 'active'
    GROUP BY day.business_day
    UNION ALL
    SELECT day.business_day, 'welfare_accounts_share', sum(with_account), sum(with_account + cash_not_exempt)
    FROM beneficiary
    INNER JOIN day ON beneficiary.from_day <= day.business_day AND beneficiary.to_day > day.business_day
    GROUP BY day.business_day
    UNION ALL
    SELECT
        business_day,
        unnest([
            'procedures_decentralised', 'procedures_decentralised_share', 'procedures_delegated',
            'procedures_delegated_share', 'procedures_delegated_internal', 'procedures_electronic',
            'services_with_online_payment'
        ]),
        unnest([
            decentralised, decentralised, delegated, delegated, delegated_with_internal, has_electronic,
            payment_received
        ]),
        unnest([
            procedures, procedures, delegation_planned, delegation_planned, delegated, needs_electronic,
            needs_payment
        ])
    FROM catalogue
    UNION ALL
    SELECT day.business_day, 'dossier_on_time_share', sum(early + on_time), sum(finished)
    FROM published.mart.dossier_on_time AS dossier
    INNER JOIN day
        ON
            dossier.business_day <= day.business_day
            AND dossier.business_day >= date_trunc('year', day.business_day)
    GROUP BY day.business_day
    HAVING sum(finished) > 0
),

figure AS (
    SELECT
        part.business_day,
        part.indicator,
        CASE WHEN stated.unit = '%' THEN 100 * part.part / nullif(part.whole, 0) ELSE part.part END::DOUBLE AS value,
        part.whole::DOUBLE AS denominator,
        part.part / nullif(part.whole, 0) AS share
    FROM part
    INNER JOIN stated USING (indicator)
    UNION ALL
    SELECT day.business_day, 'welfare_days_to_draw', quantile_cont(drawn.hours, 0.5) / 24, NULL, NULL
    FROM day
    INNER JOIN drawn
        ON
            day.business_day >= drawn.drawn_on
            AND day.business_day >= drawn.due_on
            AND day.business_day < drawn.due_on + 60
    GROUP BY day.business_day
    UNION ALL
    SELECT
        business_day,
        'services_with_online_payment_growth',
        100 * (online_payment / online_payment_before - 1),
        online_payment_before::DOUBLE,
        NULL
    FROM begun
    WHERE online_payment_before > 0
    UNION ALL
    SELECT business_day, 'bottlenecks_progress', 100 * done_steps / open_steps, open_steps::DOUBLE, NULL
    FROM begun
    WHERE open_steps > 0
    UNION ALL
    SELECT now.business_day, 'sipas_change', (now.score_hundredths - before.score_hundredths) / 100, NULL, NULL
    FROM ranked AS now
    INNER JOIN ranked AS before USING (business_day, index_name)
    WHERE index_name = 'SIPAS' AND now.year = 2022 AND before.year = 2021
    UNION ALL
    SELECT
        business_day,
        CASE
            WHEN index_name = 'SIPAS' THEN 'sipas_rank'
            WHEN year = 2022 THEN 'par_index_rank'
            ELSE 'par_index_rank_2023'
        END,
        rank::DOUBLE,
        ranked_provinces::DOUBLE,
        NULL
    FROM ranked
    WHERE year = 2022 OR (index_name = 'PAR' AND year = 2023)
    UNION ALL
    SELECT day.business_day, 'bottlenecks', count(*)::DOUBLE, NULL, NULL
    FROM day
    CROSS JOIN reference.bottleneck
    GROUP BY day.business_day
)

SELECT
    figure.business_day,
    figure.indicator,
    figure.value,
    figure.denominator,
    figure.share,
    stated.unit,
    stated.feed
FROM figure
INNER JOIN told USING (business_day, indicator)
INNER JOIN stated USING (indicator)
WHERE figure.value IS NOT NULL
ORDER BY figure.business_day, stated.position
