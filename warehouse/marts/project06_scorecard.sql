-- project06_scorecard: the city's own figures of its conference of 17 January 2024, and the same from delivered records
-- Figures and labels stand in stated_figures.csv. A figure without records behind it stays NULL and its note says why.
-- Dossiers: those finished from 1 January of the year to the day. Shares are in per cent in `value`, of 1 in `share`;
-- ranks, days and growth have no share. The indices are those of 2022 and 2023, whenever they are asked for.
-- grain: indicator, in the order of the conference's report · owner: data engineering
WITH stated AS (
    SELECT
        * EXCLUDE (position, stated_value, stated_on),
        position::INTEGER AS position,
        stated_value::DOUBLE AS stated_value,
        stated_on::DATE AS stated_on
    FROM read_csv({{ figures }}, all_varchar = true)
),

signature AS (
    SELECT sum(issued_free) AS issued_free, sum(issued) AS issued
    FROM published.mart.digital_signature
    WHERE provider = 'all'
),

facility AS (
    SELECT
        count(*) FILTER (WHERE has_found_by_citizen_card) AS looking_up,
        count(*) AS active
    FROM published.mart.facility_lookup
    WHERE is_active
),

catalogue AS (
    SELECT
        sum(procedures) AS procedures,
        sum(decentralised) AS decentralised,
        sum(delegation_planned) AS delegation_planned,
        sum(delegated) AS delegated,
        sum(delegated_with_internal) AS delegated_with_internal,
        sum(needs_electronic) AS needs_electronic,
        sum(has_electronic) AS has_electronic,
        sum(needs_payment) AS needs_payment,
        sum(payment_received) AS payment_received
    FROM published.mart.procedure_catalogue
),

-- the steps of the reform at the end of the campaign's days so far, and at its start
campaign AS (
    SELECT
        business_day,
        sum(online_payment) AS online_payment,
        sum(open_steps) FILTER (WHERE bottleneck_no IS NOT NULL) AS open_steps
    FROM published.mart.procedure_day
    GROUP BY business_day
),

begun AS (
    SELECT
        until.online_payment,
        since.online_payment AS online_payment_before,
        since.open_steps - until.open_steps AS done_steps,
        since.open_steps
    FROM campaign AS until
    CROSS JOIN campaign AS since
    CROSS JOIN (
        SELECT coalesce(starts_on, $day::DATE - length_days + 1) AS first_day, coalesce(ends_on, $day) AS last_day
        FROM reference.campaign
        WHERE campaign_code = '60d'
    ) AS span
    WHERE since.business_day = span.first_day AND until.business_day = least(span.last_day, $day)
),

-- a count and what it is a part of
part AS (
    SELECT 'insurance_synchronised' AS indicator, matched AS part, cards AS whole
    FROM published.mart.insurance_sync
    WHERE district_code = 'all' AND object_group = 'all' AND NOT is_suppressed
    UNION ALL
    SELECT 'id_card_applications', received, NULL
    FROM published.mart.id_application
    WHERE district_code = 'all' AND kind = 'all'
    UNION ALL
    SELECT
        unnest(['eid_applications_successful_share', 'eid_accounts_activated', 'eid_accounts_activated_share']),
        unnest([approved, activated, activated]),
        unnest([approved + rejected, approved, approved])
    FROM published.mart.eid_account
    WHERE level = 'all' AND age_group = 'all'
    UNION ALL
    SELECT 'digital_signatures_free', issued_free, issued
    FROM signature
    UNION ALL
    SELECT 'facilities_with_id_lookup', looking_up, active
    FROM facility
    WHERE active > 0
    UNION ALL
    SELECT 'welfare_accounts_share', with_account, with_account + cash_not_exempt
    FROM published.mart.welfare_account
    WHERE district_code = 'all' AND kind = 'all'
    UNION ALL
    SELECT
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
    SELECT 'dossier_on_time_share', sum(early + on_time), sum(finished)
    FROM published.mart.dossier_on_time
    WHERE business_day >= date_trunc('year', $day)
    HAVING sum(finished) > 0
),

computed AS (
    SELECT
        part.indicator,
        CASE WHEN stated.unit = '%' THEN 100 * part.part / nullif(part.whole, 0) ELSE part.part END::DOUBLE AS value,
        part.whole::DOUBLE AS denominator,
        part.part / nullif(part.whole, 0) AS share
    FROM part
    INNER JOIN stated USING (indicator)
    UNION ALL
    SELECT 'welfare_days_to_draw', median_hours / 24, NULL, NULL
    FROM published.mart.welfare_time
    WHERE district_code = 'all' AND age_group = 'all'
    UNION ALL
    SELECT
        'services_with_online_payment_growth',
        100 * (online_payment / online_payment_before - 1),
        online_payment_before::DOUBLE,
        NULL
    FROM begun
    WHERE online_payment_before > 0
    UNION ALL
    SELECT 'bottlenecks_progress', 100 * done_steps / open_steps, open_steps::DOUBLE, NULL
    FROM begun
    WHERE open_steps > 0
    UNION ALL
    SELECT 'sipas_change', change, NULL, NULL
    FROM published.mart.reform_index
    WHERE index_name = 'SIPAS' AND year = 2022
    UNION ALL
    SELECT
        CASE
            WHEN index_name = 'SIPAS' THEN 'sipas_rank'
            WHEN year = 2022 THEN 'par_index_rank'
            ELSE 'par_index_rank_2023'
        END,
        rank::DOUBLE,
        ranked_provinces::DOUBLE,
        NULL
    FROM published.mart.reform_index
    WHERE year = 2022 OR (index_name = 'PAR' AND year = 2023)
    UNION ALL
    SELECT 'bottlenecks', count(*)::DOUBLE, NULL, NULL
    FROM reference.bottleneck
),

owing AS (
    SELECT
        quality.feed,
        bool_and(coalesce(known.kind, '') = 'district') AS is_of_districts,
        bool_and(coalesce(known.kind, '') <> 'ministry') AS is_of_units
    FROM published.mart.delivery_quality AS quality
    LEFT JOIN reference.supplier AS known USING (supplier)
    GROUP BY quality.feed
),

-- a feed that is not due every day is as complete as on the last day it was due
due AS (
    SELECT feed, max(business_day) AS business_day
    FROM published.mart.coverage
    WHERE business_day <= $day
    GROUP BY feed
),

behind AS (
    SELECT
        stated.indicator,
        sum(coverage.loaded) AS loaded,
        sum(coverage.expected) AS expected,
        CASE
            WHEN sum(coverage.expected) = 1 THEN 'supplier'
            WHEN bool_and(owing.is_of_districts) THEN 'districts'
            WHEN bool_and(owing.is_of_units) THEN 'units'
            ELSE 'suppliers'
        END AS who
    FROM stated
    INNER JOIN published.mart.coverage ON list_contains(string_split(stated.feed, ', '), coverage.feed)
    INNER JOIN owing ON coverage.feed = owing.feed
    INNER JOIN due ON coverage.feed = due.feed AND coverage.business_day = due.business_day
    GROUP BY stated.indicator
)

SELECT
    stated.indicator,
    stated.label_vi,
    stated.label_en,
    computed.value,
    computed.denominator,
    computed.share,
    stated.unit,
    CASE WHEN computed.value IS NOT NULL THEN $day END AS as_of,
    CASE
        WHEN computed.value IS NOT NULL THEN format('{} of {} {}', behind.loaded, behind.expected, behind.who)
    END AS coverage,
    stated.feed,
    stated.stated_value,
    stated.stated_on,
    nullif(concat_ws(
        ' · ',
        nullif(
            concat_ws(
                '; ',
                CASE
                    WHEN computed.value IS NULL THEN 'chưa tính: chưa nạp đủ dữ liệu, hoặc số quá nhỏ để công bố'
                END,
                stated.remark_vi
            ),
            ''
        ),
        nullif(
            concat_ws(
                '; ',
                CASE
                    WHEN computed.value IS NULL
                        THEN 'not computed: not enough is loaded, or the number is too small to publish'
                END,
                stated.remark_en
            ),
            ''
        )
    ), '') AS note
FROM stated
LEFT JOIN computed USING (indicator)
LEFT JOIN behind USING (indicator)
ORDER BY stated.position
