-- scorecard_day once more: for each day, the records that stood on it or had happened by it, counted one day after another
-- grain: business day × indicator
WITH stated AS (
    SELECT indicator, unit, string_split(feed, ', ') AS feeds FROM read_csv(getvariable('stated'), all_varchar = true)
), arrived AS (
    SELECT DISTINCT feed, business_day AS on_day FROM deliveries WHERE state = 'loaded'
), d AS (
    SELECT on_day AS day FROM arrived WHERE today() - on_day < 90 UNION SELECT today()
), gap AS (
    -- a feed's days before it first came, and those on which it was owed and nothing of it came
    SELECT day, feed FROM d JOIN (SELECT DISTINCT unnest(feeds) AS feed FROM stated) ON true
    WHERE day < coalesce((SELECT min(on_day) FROM arrived AS a WHERE a.feed = feed), DATE '9999-12-31')
    UNION
    (SELECT business_day, feed FROM owed EXCEPT SELECT on_day, feed FROM arrived)
), told AS (
    SELECT indicator, unit, day FROM stated, d
    WHERE day = today() OR NOT EXISTS (FROM gap WHERE gap.day = d.day AND list_contains(stated.feeds, gap.feed))
), alive AS (
    SELECT DISTINCT day, citizen_id FROM d JOIN population_citizen ON day >= from_day AND day < to_day AND coalesce(died_on > day, true)
), found AS (
    SELECT DISTINCT facility_code, hanoi(occurred_at)::DATE AS on_day FROM insurance_facility_lookup_today WHERE document = 'citizen_card' AND result = 'found'
), step AS (
    SELECT day, payment_code, min_by(method, occurred_at) AS method, min(CASE step WHEN 'due' THEN occurred_at END) AS due_at,
        min(CASE step WHEN 'credited' THEN occurred_at END) AS credited_at,
        min(CASE WHEN step NOT IN ('due', 'credited') THEN occurred_at END) AS in_hand_at
    FROM d JOIN welfare_payment_today ON hanoi(occurred_at)::DATE <= day GROUP BY day, payment_code
), taken AS (
    SELECT day, date_diff('second', CASE method WHEN 'account' THEN credited_at ELSE due_at END, in_hand_at) / 86400 AS days
    FROM step WHERE date_diff('day', hanoi(due_at)::DATE, day) BETWEEN 0 AND 59
), part (day, indicator, part, whole) AS (
    SELECT day, 'id_card_applications', count(*), NULL FROM d JOIN population_id_application ON day >= from_day AND day < to_day GROUP BY day
    UNION ALL
    SELECT day, unnest(['eid_applications_successful_share', 'eid_accounts_activated', 'eid_accounts_activated_share']),
        unnest([approved, activated, activated]), unnest([approved + rejected, approved, approved])
    FROM (
        SELECT day, tally(status NOT IN ('registered', 'rejected')) AS approved, tally(status = 'rejected') AS rejected, tally(status = 'activated') AS activated
        FROM d JOIN population_eid_account ON day >= from_day AND day < to_day GROUP BY day
    )
    UNION ALL
    SELECT day, 'digital_signatures_free', tally(is_free = 'yes'), count(*)
    FROM d JOIN population_digital_signature_today ON hanoi(occurred_at)::DATE <= day GROUP BY day
    UNION ALL
    SELECT c.day, 'insurance_synchronised', count(alive.citizen_id), count(*)
    FROM (
        SELECT day, citizen_id FROM d JOIN insurance_card ON day >= from_day AND day < to_day
        WHERE starts_on <= day AND coalesce(ends_on >= day, true) AND both_registers_are_known()
    ) AS c LEFT JOIN alive ON alive.day = c.day AND alive.citizen_id = c.citizen_id GROUP BY c.day
    UNION ALL
    SELECT day, 'facilities_with_id_lookup', tally((day, facility_code) IN (SELECT (d.day, facility_code) FROM d JOIN found ON on_day <= d.day)), count(*)
    FROM d JOIN insurance_facility ON day >= from_day AND day < to_day WHERE status = 'active' GROUP BY day
    UNION ALL
    SELECT day, 'welfare_accounts_share', tally(payment_method = 'account'), tally(payment_method = 'account' OR exempt_reason IS NULL)
    FROM d JOIN welfare_beneficiary ON day >= from_day AND day < to_day WHERE starts_on <= day AND coalesce(ends_on >= day, true) GROUP BY day
    UNION ALL
    SELECT day, unnest(['procedures_decentralised', 'procedures_decentralised_share', 'procedures_delegated', 'procedures_delegated_share',
            'procedures_delegated_internal', 'procedures_electronic', 'services_with_online_payment']),
        unnest([decentralised, decentralised, decided, decided, internal, electronic, paid]),
        unnest([known, known, planned, planned, decided, needing, paying])
    FROM (
        SELECT
            day, count(*) AS known, tally(is_decentralised = 'yes') AS decentralised, tally(delegation_planned = 'yes') AS planned,
            tally(delegation_decided_on <= day) AS decided, tally(delegation_decided_on <= day AND has_internal_process = 'yes') AS internal,
            tally(needs_electronic_process = 'yes') AS needing, tally(needs_electronic_process = 'yes' AND has_electronic_process = 'yes') AS electronic,
            tally(needs_payment = 'yes') AS paying, tally(needs_payment = 'yes' AND payment_received_on <= day) AS paid
        FROM d JOIN procedures_catalogue ON day >= from_day AND day < to_day GROUP BY day
    )
    UNION ALL
    SELECT day, 'dossier_on_time_share', sum(finished) - sum(late), nullif(sum(finished), 0)
    FROM d JOIN truth.dossier_on_time ON business_day <= day AND year(business_day) = year(day) GROUP BY day
), reform AS (
    SELECT business_day, sum(online_payment) AS paid, sum(CASE WHEN bottleneck_no IS NOT NULL THEN open_steps END) AS open_steps
    FROM truth.procedure_day GROUP BY business_day
), since AS (
    SELECT d.day, a.paid AS paid_then, b.paid, a.open_steps AS open_then, b.open_steps
    FROM d ASOF JOIN campaign_days AS c ON d.day >= c.day JOIN reform AS b ON b.business_day = c.day
    JOIN reform AS a ON a.business_day = (SELECT min(day) FROM campaign_days)
), ranking AS (
    SELECT d.day, i.* FROM d JOIN procedures_reform_index AS i ON day >= from_day AND day < to_day
), figure (day, indicator, value, denominator, share) AS (
    SELECT day, indicator, CASE unit WHEN '%' THEN part / nullif(whole, 0) * 100 ELSE part END, whole, part / nullif(whole, 0) FROM part JOIN stated USING (indicator)
    UNION ALL
    SELECT day, 'welfare_days_to_draw', quantile_of(list(days) FILTER (days >= 0), 0.5), NULL, NULL FROM taken GROUP BY day
    UNION ALL
    SELECT day, 'services_with_online_payment_growth', (paid - paid_then) / paid_then * 100, paid_then, NULL FROM since WHERE paid_then > 0
    UNION ALL
    SELECT day, 'bottlenecks_progress', (open_then - open_steps) / open_then * 100, open_then, NULL FROM since WHERE open_then > 0
    UNION ALL
    SELECT day, 'sipas_change', sum(CASE year WHEN 2022 THEN score_hundredths WHEN 2021 THEN -score_hundredths END) / 100, NULL, NULL
    FROM ranking WHERE index_name = 'SIPAS' AND year IN (2021, 2022) AND province_code = 'H26' GROUP BY day HAVING count(score_hundredths) = 2
    UNION ALL
    SELECT day, wanted.indicator, max(CASE province_code WHEN 'H26' THEN rank END), count(rank), NULL
    FROM (VALUES ('sipas_rank', 'SIPAS', 2022), ('par_index_rank', 'PAR', 2022), ('par_index_rank_2023', 'PAR', 2023)) AS wanted (indicator, index_name, year)
    JOIN ranking USING (index_name, year) GROUP BY ALL
    UNION ALL
    SELECT day, 'bottlenecks', count(*), NULL, NULL FROM d, fact('bottleneck') GROUP BY day
)
SELECT day AS business_day, indicator, f.value, f.denominator, f.share
FROM figure AS f JOIN told USING (indicator, day) WHERE f.value IS NOT NULL
