-- Made-up rows of the marts that no test asks about one by one, so that every table and drawing of the report has some.
-- Numbers follow from the names of their rows; nothing is random.
CREATE TEMP MACRO some_count(of_what, smallest, largest) AS smallest
+ (hash(of_what) % (largest - smallest + 1)::UBIGINT)::BIGINT;

CREATE TEMP TABLE district AS
SELECT place_code AS code, full_name AS name
FROM reference.place
WHERE level = 'district'
UNION ALL
SELECT 'all', 'Toàn thành phố';

INSERT INTO mart.eid_account BY NAME
SELECT
    getvariable('last_day') AS as_of, level, age_group,
    some_count(level || age_group, 900, 90000) AS registered,
    registered * 95 // 100 AS approved,
    registered // 20 AS rejected,
    registered * 8 // 10 AS activated, registered // 100 AS locked,
    approved / (approved + rejected) AS successful_share, activated / approved AS activated_share,
    false AS is_suppressed
FROM (SELECT unnest(['1', '2', 'all']) AS level)
CROSS JOIN (SELECT unnest(['under_6', '6_13', '14_plus', 'all']) AS age_group);

INSERT INTO mart.id_application BY NAME
SELECT
    getvariable('last_day') AS as_of, code AS district_code, name AS district_name, kind,
    CASE WHEN hidden THEN NULL ELSE some_count(code || kind, 40, 4000) END AS received,
    received * 9 // 10 AS approved, received * 8 // 10 AS issued, received // 50 AS refused,
    received - issued - refused AS open,
    7 + some_count(code, 0, 5) AS median_days,
    14 + some_count(code, 0, 9) AS p90_days,
    hidden AS is_suppressed
FROM (
    SELECT code, name, kind, code = '282' AND kind = 'reissue' AS hidden
    FROM district
    CROSS JOIN (SELECT unnest(['first', 'renewal', 'reissue', 'all']) AS kind)
);

INSERT INTO mart.dossier_channel BY NAME
SELECT
    business_day, supplier, district_code, district_name, channel, sum(received)::BIGINT AS received,
    sum(finished)::BIGINT AS finished, sum(early)::BIGINT AS early, sum(on_time)::BIGINT AS on_time,
    sum(late)::BIGINT AS late, sum(processing)::BIGINT AS processing, sum(processing_late)::BIGINT AS processing_late,
    sum(paused)::BIGINT AS paused, (sum(early) + sum(on_time)) / nullif(sum(finished), 0) AS on_time_share
FROM (
    SELECT *, CASE field WHEN 'Hộ tịch' THEN 'direct' WHEN 'Đất đai' THEN 'post' ELSE 'online' END AS channel
    FROM mart.dossier_on_time
)
GROUP BY business_day, supplier, district_code, district_name, channel;

INSERT INTO mart.digital_signature BY NAME
WITH given AS (
    SELECT
        provider,
        some_count(provider, 400, 30000) AS issued,
        issued * 7 // 10 AS issued_free,
        issued * 9 // 10 AS valid, issued * 6 // 10 AS valid_free
    FROM (SELECT unnest(['Nhà cung cấp A', 'Nhà cung cấp B', 'Nhà cung cấp C']) AS provider)
)

SELECT
    getvariable('last_day') AS as_of,
    coalesce(provider, 'all') AS provider,
    sum(COLUMNS(* EXCLUDE (provider)))::BIGINT,
    false AS is_suppressed
FROM given
GROUP BY CUBE (provider);

INSERT INTO mart.citizens_by_commune BY NAME
SELECT
    getvariable('last_day') AS as_of, known.map, place_code AS commune_code, full_name AS commune_name, district_code,
    CASE WHEN hidden THEN NULL ELSE some_count(place_code, 3000, 90000) END AS citizens,
    CASE WHEN hidden THEN NULL ELSE citizens * (80 + some_count(full_name, 0, 18)) // 100 END AS cards,
    hidden AS is_suppressed
FROM (SELECT *, place_code IN ('00004', '00025', '09604') AS hidden FROM reference.place WHERE level = 'commune')
INNER JOIN reference.place_map AS known USING (valid_from)
WHERE known.map IN ('old', 'new')
UNION ALL
SELECT getvariable('last_day'), unnest(['old', 'new']), 'all', NULL, NULL, 8100000, 7120000, false;

INSERT INTO mart.facility_lookup BY NAME
SELECT
    getvariable('last_day') AS as_of, facility_code, facility.name AS facility_name,
    coalesce(facility.district_code, 'none') AS district_code, district.name AS district_name, true AS is_active,
    some_count(facility_code, 0, 900) AS lookups_by_citizen_card,
    lookups_by_citizen_card * 9 // 10 AS found_by_citizen_card,
    some_count(facility.name, 0, 90) AS lookups_by_insurance_card, 0 AS found_by_insurance_card,
    CASE WHEN found_by_citizen_card > 0 THEN getvariable('last_day') - 30 END AS first_found_on,
    found_by_citizen_card > 0 AS has_found_by_citizen_card
FROM (SELECT * FROM reference.facility ORDER BY facility_code LIMIT 120) AS facility
LEFT JOIN district ON facility.district_code = district.code;

INSERT INTO mart.procedure_catalogue BY NAME
SELECT
    getvariable('last_day') AS as_of, supplier AS agency, name_vi AS agency_name, level, field,
    some_count(supplier || level || field, 8, 60) AS procedures, procedures // 3 AS decentralised,
    procedures // 3 AS delegation_planned, procedures // 4 AS delegated, procedures // 4 AS delegated_with_internal,
    procedures AS needs_electronic, procedures - 1 AS has_electronic, procedures // 2 AS online_full,
    procedures // 5 AS online_partial, procedures // 4 AS online_information, procedures // 2 AS needs_payment,
    procedures // 2 AS payment_announced, procedures // 2 AS payment_tested, procedures // 3 AS payment_received
FROM (SELECT * FROM reference.supplier WHERE kind = 'department')
CROSS JOIN (SELECT unnest(['province', 'district']) AS level)
CROSS JOIN (SELECT unnest(['Hộ tịch', 'Đất đai']) AS field);

INSERT INTO mart.satisfaction BY NAME
SELECT
    getvariable('last_day') AS as_of, supplier, name_vi AS supplier_name, '30_days' AS period, 'all' AS criterion,
    some_count(supplier, 20, 300) AS forms,
    forms * 6 AS scores,
    scores * (80 + some_count(name_vi, 0, 18)) // 100 AS satisfied,
    (scores - satisfied) // 2 AS partly, scores - satisfied - partly AS dissatisfied,
    satisfied / scores AS satisfied_share, partly / scores AS partly_share, dissatisfied / scores AS dissatisfied_share,
    (satisfied + partly / 2) / scores AS satisfaction_index
FROM reference.supplier
WHERE kind IN ('district', 'department');

INSERT INTO mart.reform_index BY NAME
SELECT
    getvariable('last_day') AS as_of, 'SIPAS' AS index_name, 2022 AS year, 80.1 AS score, 30 AS rank,
    63 AS ranked_provinces, 4.9 AS change, 1 AS change_rank, 86.8 AS best_score, 79.6 AS median_score;

INSERT INTO mart.portal_difference BY NAME
SELECT
    getvariable('last_day') AS as_of, supplier, name_vi AS supplier_name, some_count(supplier, 90, 900) AS at_desk,
    at_desk - 3 AS on_portal, at_desk - 5 AS on_both, 5 AS missing_on_portal, 2 AS missing_at_desk,
    1 AS done_on_portal_only, some_count(name_vi, 0, 4) AS done_at_desk_only
FROM reference.supplier
WHERE kind = 'district';

INSERT INTO mart.welfare_account BY NAME
SELECT
    getvariable('last_day') AS as_of, code AS district_code, name AS district_name, kind,
    CASE WHEN NOT hidden THEN some_count(code || kind, 50, 5000) END AS beneficiaries,
    beneficiaries * (70 + some_count(name, 0, 25)) // 100 AS with_account, beneficiaries // 50 AS cash_exempt,
    beneficiaries - with_account - cash_exempt AS cash_not_exempt, with_account / beneficiaries AS account_share,
    with_account / (with_account + cash_not_exempt) AS account_share_without_exempt, hidden AS is_suppressed
FROM (
    SELECT code, name, kind, code = '275' AND kind IN ('merit', 'hardship') AS hidden
    FROM district
    CROSS JOIN (
        SELECT unnest(['social_protection', 'merit', 'poor_household', 'hardship', 'disability', 'all']) AS kind
    )
);

INSERT INTO mart.welfare_exempt BY NAME
SELECT
    getvariable('last_day') AS as_of, 'all' AS kind, 310 AS bedridden, 120 AS no_capacity, 95 AS remote,
    12 AS in_custody, false AS is_suppressed;

INSERT INTO mart.welfare_time BY NAME
SELECT
    getvariable('last_day') AS as_of, code AS district_code, name AS district_name, age_group,
    CASE WHEN NOT hidden THEN some_count(code || age_group, 60, 2000) END AS account_payments,
    account_payments // 10 AS account_within_1_hour, account_payments * 4 // 10 AS account_within_1_day,
    account_payments * 2 // 10 AS account_within_3_days, account_payments // 10 AS account_within_7_days,
    account_payments // 20 AS account_later, account_payments // 20 AS account_not_yet,
    account_payments // 50 AS account_not_credited,
    CASE WHEN NOT hidden THEN 18 + some_count(code, 0, 20) END AS account_median_hours,
    CASE WHEN NOT hidden THEN 90 + some_count(code, 0, 90) END AS account_p90_hours,
    account_payments // 3 AS cash_payments,
    account_payments + cash_payments AS payments, cash_payments // 20 AS cash_within_1_hour,
    cash_payments // 4 AS cash_within_1_day, cash_payments // 4 AS cash_within_3_days,
    cash_payments // 4 AS cash_within_7_days, cash_payments // 8 AS cash_later, cash_payments // 12 AS cash_not_yet,
    CASE WHEN NOT hidden THEN 50 + some_count(code, 0, 30) END AS cash_median_hours,
    CASE WHEN NOT hidden THEN 140 + some_count(code, 0, 60) END AS cash_p90_hours,
    account_median_hours AS median_hours, account_p90_hours AS p90_hours, hidden AS is_suppressed
FROM (
    SELECT code, name, age_group, code = '271' AND age_group = '80_plus' AS hidden
    FROM district
    CROSS JOIN (SELECT unnest(['under_60', '60_79', '80_plus', 'all']) AS age_group)
);

CREATE TEMP TABLE campaign_day AS
SELECT (getvariable('last_day') - 60 + n)::DATE AS business_day, n AS day_no
FROM (SELECT unnest(range(1, 61))::INTEGER AS n);

-- on the last day what the scorecard says, where it says anything
INSERT INTO mart.scorecard_day BY NAME
SELECT *, CASE unit WHEN '%' THEN 100 * share ELSE round(share * denominator) END AS value
FROM (
    SELECT
        business_day, indicator, unit, feed, coalesce(card.denominator, some_count(indicator, 100, 9000)) AS denominator,
        coalesce(card.share, 0.8) - (60 - day_no) / 1000 AS share
    FROM mart.project06_scorecard AS card
    CROSS JOIN campaign_day
    WHERE business_day > getvariable('last_day') - getvariable('days')
);

INSERT INTO mart.procedure_day BY NAME
SELECT
    business_day, supplier AS agency, name_vi AS agency_name, bottleneck_no, 40 AS procedures, 12 AS decentralised,
    9 + day_no // 12 AS delegated, 30 + day_no // 8 AS electronic, 12 + day_no // 6 AS online_payment,
    30 - day_no // 3 + some_count(supplier, 0, 9) AS open_steps, true AS is_assumed
FROM campaign_day
CROSS JOIN (SELECT * FROM reference.supplier WHERE kind = 'department')
CROSS JOIN (SELECT unnest([1, 4]) AS bottleneck_no);

INSERT INTO mart.campaign BY NAME
WITH counted AS (
    SELECT
        business_day, day_no, coalesce(supplier, 'all') AS unit, indicator,
        sum(some_count(supplier || indicator, 10, 90) + (day_no * some_count(indicator, 0, 3)) // 4)::BIGINT AS value
    FROM campaign_day
    CROSS JOIN (SELECT * FROM reference.supplier WHERE kind IN ('department', 'district'))
    CROSS JOIN (
        SELECT unnest([
            'received', 'finished', 'on_time', 'late', 'processing', 'processing_late', 'decentralised', 'delegated',
            'electronic', 'online_payment', 'bottleneck_open_steps'
        ]) AS indicator
    )
    WHERE
        kind = 'department'
        OR indicator IN ('received', 'finished', 'on_time', 'late', 'processing', 'processing_late')
    GROUP BY GROUPING SETS ((business_day, day_no, supplier, indicator), (business_day, day_no, indicator))
)

SELECT
    counted.*, coalesce(name_vi, 'Toàn thành phố') AS unit_name, coalesce(kind, 'city') AS unit_kind,
    first_value(value) OVER (PARTITION BY unit, indicator ORDER BY business_day) AS start_value,
    value - first_value(value) OVER (PARTITION BY unit, indicator ORDER BY business_day) AS difference,
    'procedures.dossier' AS feed, true AS is_assumed
FROM counted
LEFT JOIN reference.supplier ON unit = supplier;

INSERT INTO mart.reconciliation BY NAME
SELECT
    getvariable('last_day') AS as_of, rule_id, name_vi, name_en, 'bhxh' AS owner, unit, unit_name, 70000 AS checked,
    some_count(rule_id || unit, 1, 90) AS found, found + 1 AS found_1_day_before, found + 4 AS found_7_days_before
FROM (
    SELECT
        'insured_but_dead' AS rule_id, 'Thẻ bảo hiểm y tế còn hiệu lực của người đã chết' AS name_vi,
        'A valid insurance card of a person who is dead' AS name_en
)
CROSS JOIN
    (SELECT unnest(['all', 'bhxh']) AS unit, unnest(['Tất cả các đơn vị', 'Bảo hiểm xã hội Việt Nam']) AS unit_name);
