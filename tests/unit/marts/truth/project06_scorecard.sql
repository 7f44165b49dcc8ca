-- project06_scorecard once more, straight from the records but for the parts that two marts share
-- grain: indicator
WITH stated AS (
    SELECT indicator, unit, stated_value::DOUBLE AS stated_value, stated_on::DATE AS stated_on FROM read_csv(getvariable('stated'), all_varchar = true)
), part (indicator, part, whole) AS (
    SELECT 'id_card_applications', nullif(count(*), 0), NULL FROM population_id_application_today
    UNION ALL
    SELECT unnest(['eid_applications_successful_share', 'eid_accounts_activated', 'eid_accounts_activated_share']),
        unnest([approved, activated, activated]), unnest([approved + rejected, approved, approved])
    FROM (
        SELECT tally(status NOT IN ('registered', 'rejected')) AS approved, tally(status = 'rejected') AS rejected, tally(status = 'activated') AS activated
        FROM population_eid_account_today HAVING count(*) > 0
    )
    UNION ALL
    SELECT 'digital_signatures_free', sum((is_free = 'yes')::INTEGER), nullif(count(*), 0) FROM population_digital_signature_today
    UNION ALL
    SELECT 'insurance_synchronised', matched, cards FROM truth.insurance_sync WHERE district_code = 'all' AND object_group = 'all'
    UNION ALL
    SELECT 'facilities_with_id_lookup', tally(facility_code IN (
        SELECT facility_code FROM insurance_facility_lookup_today WHERE document = 'citizen_card' AND result = 'found')), count(*)
    FROM insurance_facility_today WHERE status = 'active' HAVING count(*) > 0
    UNION ALL
    SELECT 'welfare_accounts_share', tally(payment_method = 'account'), tally(payment_method = 'account' OR exempt_reason IS NULL)
    FROM welfare_beneficiary_today WHERE starts_on <= today() AND coalesce(ends_on >= today(), true) HAVING count(*) > 0
    UNION ALL
    SELECT unnest(['procedures_decentralised', 'procedures_decentralised_share', 'procedures_delegated', 'procedures_delegated_share',
            'procedures_delegated_internal', 'procedures_electronic', 'services_with_online_payment']),
        unnest([decentralised, decentralised, decided, decided, internal, electronic, paid]),
        unnest([known, known, planned, planned, decided, needing, paying])
    FROM (
        SELECT
            count(*) AS known, tally(is_decentralised = 'yes') AS decentralised, tally(delegation_planned = 'yes') AS planned,
            tally(delegation_decided_on <= today()) AS decided, tally(delegation_decided_on <= today() AND has_internal_process = 'yes') AS internal,
            tally(needs_electronic_process = 'yes') AS needing, tally(needs_electronic_process = 'yes' AND has_electronic_process = 'yes') AS electronic,
            tally(needs_payment = 'yes') AS paying, tally(needs_payment = 'yes' AND payment_received_on <= today()) AS paid
        FROM procedures_catalogue_today HAVING count(*) > 0
    )
    UNION ALL
    SELECT 'dossier_on_time_share', sum(finished) - sum(late), sum(finished) FROM truth.dossier_on_time
    WHERE year(business_day) = year(today()) HAVING sum(finished) > 0
), reform AS (
    SELECT sum(online_payment) AS paid, sum(CASE WHEN bottleneck_no IS NOT NULL THEN open_steps END) AS open_steps, day_no, max(day_no) OVER () AS last_no
    FROM truth.procedure_day JOIN campaign_days ON day = business_day GROUP BY day_no
), figure (indicator, value, denominator, share) AS (
    SELECT indicator, CASE unit WHEN '%' THEN part / nullif(whole, 0) * 100 ELSE part END, whole, part / nullif(whole, 0) FROM part JOIN stated USING (indicator)
    UNION ALL
    SELECT 'welfare_days_to_draw', median_hours / 24, NULL, NULL FROM truth.welfare_time WHERE district_code = 'all' AND age_group = 'all'
    UNION ALL
    SELECT 'services_with_online_payment_growth', (b.paid - a.paid) / a.paid * 100, a.paid, NULL
    FROM reform AS a JOIN reform AS b ON a.day_no = 1 AND b.day_no = b.last_no AND a.paid > 0
    UNION ALL
    SELECT 'bottlenecks_progress', (a.open_steps - b.open_steps) / a.open_steps * 100, a.open_steps, NULL
    FROM reform AS a JOIN reform AS b ON a.day_no = 1 AND b.day_no = b.last_no AND a.open_steps > 0
    UNION ALL
    SELECT 'sipas_change', (now.score_hundredths - before.score_hundredths) / 100, NULL, NULL
    FROM procedures_reform_index_today AS now JOIN procedures_reform_index_today AS before USING (index_name, province_code)
    WHERE index_name = 'SIPAS' AND now.year = 2022 AND before.year = 2021 AND province_code = 'H26'
    UNION ALL
    SELECT wanted.indicator, max(CASE province_code WHEN 'H26' THEN rank END), count(rank), NULL
    FROM (VALUES ('sipas_rank', 'SIPAS', 2022), ('par_index_rank', 'PAR', 2022), ('par_index_rank_2023', 'PAR', 2023)) AS wanted (indicator, index_name, year)
    JOIN procedures_reform_index_today USING (index_name, year) GROUP BY ALL
    UNION ALL
    SELECT 'bottlenecks', count(*), NULL, NULL FROM fact('bottleneck')
)
SELECT
    indicator, f.value, f.denominator, f.share, CASE WHEN f.value IS NOT NULL THEN today() END AS as_of, stated_value, stated_on
FROM stated LEFT JOIN figure AS f USING (indicator)
