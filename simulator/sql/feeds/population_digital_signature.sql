-- Digital signatures: the city gives some free, by providers who won its tender; others are bought.
-- grain of regular: one row per certificate issued
INSERT INTO regular
WITH signed AS (
    SELECT i, citizen_id, roll('signature', i) AS r, roll('signature day', i) AS d FROM person WHERE origin = 'base' AND birth_year <= 2004
), drawn AS (
    SELECT *, slot(r, 1) < 80 AS is_free, CASE
            WHEN slot(r, 1) < 80 THEN day_between(DATE '2023-03-01', DATE '2024-01-16', slot(d, 1))
            WHEN slot(r, 1) < 110 THEN day_between(DATE '2023-01-10', DATE '2024-12-20', slot(d, 1))
            ELSE day_between(DATE '2024-12-21', DATE '2025-12-31', slot(d, 1)) END AS day,
        (['VNPT-CA', 'Viettel-CA', 'FPT-CA', 'BKAV-CA'])[1 + CASE WHEN slot(r, 2) < 4500 THEN 0 WHEN slot(r, 2) < 8000 THEN 1 WHEN slot(r, 2) < 9300 THEN 2 ELSE 3 END] AS provider
    FROM signed WHERE slot(r, 1) < 125
), told AS (
    SELECT *, format('54{:014d}', i) AS code, office_instant(day, d) AS known_at, day + 365 AS expires_on FROM drawn
)
SELECT
    'population.digital_signature', 'stttt', code, day, NULL, known_at, false,
    [code, citizen_id, provider, CASE WHEN is_free THEN 'Có' ELSE 'Không' END, vn_instant(known_at), vn_day(expires_on)],
    json_object('certificate_code', code, 'citizen_id', citizen_id, 'provider', provider, 'is_free', CASE WHEN is_free THEN 'yes' ELSE 'no' END,
        'occurred_at', utc(known_at), 'expires_on', expires_on)
FROM told WHERE day <= getvariable('last');
