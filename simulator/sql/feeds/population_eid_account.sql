-- e-ID accounts: registered, approved and activated are three different numbers; the app came on 18 July 2022.
-- grain of eid_account: one row per account
CREATE TABLE eid_account AS
WITH drawn AS (
    SELECT
        p.i, p.citizen_id, p.commune_code, p.birth_year, p.card_issued_on, 2023 - p.birth_year AS age, roll('eid', p.i) AS r, roll('eid day', p.i) AS d
    FROM person AS p
    WHERE p.origin = 'base'
), holder AS (
    SELECT *, CASE WHEN age >= 14 THEN CASE WHEN slot(r, 2) < 9100 THEN 2 ELSE 1 END WHEN age >= 6 THEN CASE WHEN slot(r, 2) < 800 THEN 2 ELSE 1 END ELSE 1 END AS level,
        -- all but a few had asked before Christmas 2023, and the last of them in 2025
        CASE WHEN age >= 14 AND slot(r, 1) >= 9750 THEN day_between(DATE '2024-12-21', DATE '2025-12-31', slot(d, 2)) WHEN slot(d, 1) < 9700 THEN day_between(DATE '2022-07-18', DATE '2023-12-20', slot(d, 2)) ELSE day_between(DATE '2023-12-21', DATE '2024-12-20', slot(d, 2)) END AS registered_on
    FROM drawn
    -- from 14 years on with a card; younger ones where their parents asked
    WHERE age >= 14 AND card_issued_on IS NOT NULL OR age BETWEEN 6 AND 13 AND slot(r, 1) < 500 OR age < 6 AND slot(r, 1) < 60
), approved AS (
    SELECT *, registered_on + 1 + slot(d, 3) % 9 AS approved_on FROM holder
)
SELECT *, CASE WHEN slot(r, 3) < 8620 THEN approved_on + slot(d, 4) % 40 END AS activated_on FROM approved;

INSERT INTO regular
WITH step AS (
    SELECT *, registered_on AS day, 1 AS status FROM eid_account
    UNION ALL SELECT *, approved_on, 2 FROM eid_account
    UNION ALL SELECT *, activated_on, 4 FROM eid_account WHERE activated_on IS NOT NULL
    -- few lock theirs
    UNION ALL SELECT *, activated_on + 100, 5 FROM eid_account WHERE activated_on IS NOT NULL AND slot(r, 4) < 6
), told AS (
    SELECT
        *, format('VN{:010d}', i) AS code, office_instant(day, roll('eid at', i * 8 + status)) AS known_at,
        CASE WHEN status >= 2 THEN approved_on END AS approved, CASE WHEN status >= 4 THEN activated_on END AS activated
    FROM step WHERE day <= getvariable('last')
    QUALIFY row_number() OVER (PARTITION BY i, day ORDER BY status DESC) = 1
)
SELECT
    'population.eid_account', 'bca', code, day, NULL, known_at, false,
    [code, citizen_id, birth_year::VARCHAR, commune_code, level::VARCHAR, wire_day(registered_on), wire_day(approved), wire_day(activated), status::VARCHAR, wire_instant(known_at)],
    json_object(
        'account_code', code, 'citizen_id', citizen_id, 'birth_year', birth_year, 'commune_code', commune_code, 'level', level,
        'registered_on', registered_on, 'approved_on', approved, 'activated_on', activated,
        'status', (['registered', 'approved', 'rejected', 'activated', 'locked'])[status])
FROM told;
