-- reconciliation once more, for days until the end of 2024, on which a record's code is its commune
-- grain: rule × unit ('all': all of them)
WITH day AS (
    SELECT today() - before AS day, before FROM (VALUES (0), (1), (7), (30)) AS b (before)
), rule (rule_id, owner, feeds) AS (
    VALUES
    ('insured_but_dead', 'bhxh', ['insurance.card', 'population.citizen']),
    ('insured_not_in_population', 'bhxh', ['insurance.card', 'population.citizen']),
    ('card_birth_year', 'bhxh', ['insurance.card', 'population.citizen']),
    ('card_sex', 'bhxh', ['insurance.card', 'population.citizen']),
    ('two_open_residences', 'bca', ['insurance.card', 'population.citizen']),
    ('portal_done_desk_not', 'desk', ['procedures.dossier', 'procedures.portal_dossier']),
    ('desk_done_portal_not', 'desk', ['procedures.dossier', 'procedures.portal_dossier']),
    ('desks_against_portal', 'desk', ['procedures.dossier', 'procedures.portal_dossier']),
    ('paid_after_death', 'ldtbxh', ['population.citizen', 'welfare.beneficiary', 'welfare.payment'])
), begun AS (
    -- not before all of its feeds have been loaded once
    SELECT rule_id, max(first_day) AS first_day
    FROM (SELECT rule_id, len(feeds) AS n, unnest(feeds) AS feed FROM rule)
    JOIN (SELECT feed, min(business_day) AS first_day FROM deliveries WHERE state = 'loaded' GROUP BY feed) USING (feed)
    GROUP BY rule_id, n HAVING count(*) = n
), done AS (
    SELECT status_code::INTEGER AS status_code FROM fact('dossier_statuses') WHERE report_bucket = 'finished'
), citizen AS (
    SELECT d.day, c.* FROM day AS d JOIN population_citizen AS c ON c.from_day <= d.day AND c.to_day > d.day
), card AS (
    SELECT
        d.day, c.supplier, c.citizen_id AS holder, c.birth_year, c.sex, c.commune_code, p.supplier AS register, p.birth_year AS known_birth_year,
        p.sex AS known_sex, p.commune_code AS known_commune, p.died_on
    FROM day AS d
    JOIN insurance_card AS c ON c.from_day <= d.day AND c.to_day > d.day AND d.day >= c.starts_on AND (c.ends_on IS NULL OR d.day <= c.ends_on)
    LEFT JOIN citizen AS p ON p.day = d.day AND p.citizen_id = c.citizen_id
), dossier AS (
    SELECT day, dossier_code, max(supplier) AS supplier, bool_or(at_desk) AS at_desk, bool_or(on_portal) AS on_portal
    FROM (
        SELECT d.day, x.dossier_code, x.supplier, x.status_code IN (FROM done) AS at_desk, NULL AS on_portal
        FROM day AS d JOIN procedures_dossier AS x ON x.from_day <= d.day AND x.to_day > d.day
        UNION ALL
        SELECT d.day, x.dossier_code, NULL, NULL, x.status_code IN (FROM done)
        FROM day AS d JOIN procedures_portal_dossier AS x ON x.from_day <= d.day AND x.to_day > d.day
    ) GROUP BY ALL
), agency AS (
    -- over all days that are asked
    SELECT split_part(dossier_code, '-', 1) AS agency, supplier FROM dossier WHERE supplier IS NOT NULL GROUP BY 1, 2
    QUALIFY row_number() OVER (PARTITION BY agency ORDER BY count(*) DESC, supplier) = 1
), paid AS (
    SELECT d.day, p.supplier, p.payment_code, min(p.beneficiary_code) AS beneficiary_code, max(hanoi(p.occurred_at)::DATE) AS paid_on
    FROM day AS d JOIN welfare_payment AS p ON hanoi(p.occurred_at)::DATE <= d.day
    WHERE p.step IN ('credited', 'collected') GROUP BY ALL
), beneficiary AS (
    SELECT beneficiary_code, arg_max(citizen_id, told_at) AS citizen_id FROM welfare_beneficiary GROUP BY beneficiary_code
), asked AS (
    SELECT day, supplier AS unit, 'insured_not_in_population' AS rule_id, register IS NULL AS is_found FROM card WHERE holder IS NOT NULL
    UNION ALL
    SELECT day, supplier, unnest(['insured_but_dead', 'card_birth_year', 'card_sex']), unnest([died_on <= day, birth_year <> known_birth_year, sex <> known_sex])
    FROM card WHERE register IS NOT NULL
    UNION ALL
    SELECT day, register, 'two_open_residences', commune_code <> known_commune FROM card
    WHERE register IS NOT NULL AND coalesce(died_on > day, true) AND commune_code IN (SELECT named FROM communes WHERE since < DATE '2025-01-01')
        AND known_commune IN (SELECT named FROM communes WHERE since < DATE '2025-01-01')
    UNION ALL
    SELECT day, supplier, unnest(['portal_done_desk_not', 'desk_done_portal_not']), unnest([on_portal AND NOT at_desk, at_desk AND NOT on_portal])
    FROM dossier WHERE at_desk IS NOT NULL AND on_portal IS NOT NULL
    UNION ALL
    SELECT day, coalesce(d.supplier, a.supplier, 'none'), 'desks_against_portal', at_desk IS NULL OR on_portal IS NULL
    FROM dossier AS d LEFT JOIN agency AS a ON a.agency = split_part(d.dossier_code, '-', 1)
    UNION ALL
    SELECT p.day, p.supplier, 'paid_after_death', c.died_on < p.paid_on
    FROM paid AS p JOIN beneficiary USING (beneficiary_code) JOIN citizen AS c ON c.day = p.day AND c.citizen_id = beneficiary.citizen_id
), told AS (
    SELECT rule_id, unnest(['all', unit]) AS unit, day, is_found FROM asked JOIN begun USING (rule_id) WHERE day >= first_day
), line AS (
    SELECT rule_id, 'all' AS unit FROM rule UNION SELECT rule_id, unit FROM told
)
SELECT
    today() AS as_of, rule_id, unit, CASE WHEN first_day <= today() THEN tally(day = today()) END AS checked,
    CASE WHEN first_day <= today() THEN tally(day = today() AND is_found) END AS found,
    CASE WHEN first_day <= today() - 1 THEN tally(day = today() - 1 AND is_found) END AS found_1_day_before,
    CASE WHEN first_day <= today() - 7 THEN tally(day = today() - 7 AND is_found) END AS found_7_days_before,
    CASE WHEN first_day <= today() - 30 THEN tally(day = today() - 30 AND is_found) END AS found_30_days_before
FROM line LEFT JOIN told USING (rule_id, unit) LEFT JOIN begun USING (rule_id)
GROUP BY rule_id, unit, first_day
