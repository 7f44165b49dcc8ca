-- How facilities look up who is insured: by the citizen ID card or still by the insurance card.
-- grain of regular: one row per lookup
INSERT INTO regular
WITH opened AS (
    SELECT f.facility_code, f.accepts_from, c.day, roll('lookup', f.facility_code || c.day) AS r
    FROM contracted AS f
    JOIN calendar AS c ON c.day >= f.active_from
    -- the first delivery tells of a week
    WHERE c.day BETWEEN getvariable('first') - 6 AND getvariable('last')
), drawn AS (
    SELECT *, unnest(generate_series(1, 1 + (getvariable('citizens') * 0.008 * slot(r, 1) / 10000 / 359)::INTEGER)) AS k FROM opened
), rolled AS (
    SELECT *, roll('lookup of', facility_code || day || '/' || k) AS q FROM drawn
), told AS (
    SELECT
        *, format('TC{}{}{:05d}', facility_code, strftime(day, '%y%m%d'), k) AS code, office_instant(day, q) AS known_at,
        day >= accepts_from AND (k = 1 OR slot(q, 1) < 7200) AS is_citizen_card, k = 1 OR slot(q, 2) < 9700 AS is_found
    FROM rolled
)
SELECT
    'insurance.facility_lookup', 'bhxh', code, day, NULL, known_at, false,
    [code, facility_code, CASE WHEN is_citizen_card THEN '1' ELSE '2' END, is_found::INTEGER::VARCHAR, strftime(known_at, '%Y%m%d%H%M%S')],
    json_object('lookup_code', code, 'facility_code', facility_code, 'document', CASE WHEN is_citizen_card THEN 'citizen_card' ELSE 'insurance_card' END,
        'result', CASE WHEN is_found THEN 'found' ELSE 'not_found' END, 'occurred_at', utc(known_at))
FROM told;
