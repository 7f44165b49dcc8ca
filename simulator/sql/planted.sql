-- Which records of which delivery go wrong, and how.
-- grain of fault_of: one row per spoiled, repeated or contradicted record of a regular delivery
CREATE TABLE regular_citizen AS
SELECT
    v.*, greatest(v.day, getvariable('first')) AS business_day,
    p.citizen_id, p.full_name, p.sex, p.birth_year, p.birth_on, p.birth_precision, p.residence, row_number() OVER (ORDER BY v.known_at, v.i) AS id
FROM citizen_version AS v JOIN person AS p USING (i)
WHERE v.day <= getvariable('last')
-- the first day tells how everybody stands, the others what changed
QUALIFY v.day > getvariable('first') OR v.operation = 'upsert'
    AND row_number() OVER (PARTITION BY v.i, v.day > getvariable('first') ORDER BY v.known_at DESC) = 1;

CREATE TABLE regular_card AS
SELECT
    *, row_number() OVER (ORDER BY card_number, from_day) AS id,
    greatest(from_day, getvariable('first')) AS shown_from, least(to_day, getvariable('last') + 1) AS shown_to
FROM card_version WHERE from_day <= getvariable('last') AND to_day > getvariable('first');

CREATE TABLE regular_dossier AS
SELECT v.*, greatest(v.day, getvariable('first')) AS business_day, row_number() OVER (ORDER BY v.dossier_code, v.day) AS id
FROM dossier_version AS v
WHERE v.day <= getvariable('last')
-- the first day tells of every open dossier and of those touched within a month
QUALIFY v.day > getvariable('first')
    OR (v.status_code IN (1, 2, 4, 5, 6) OR v.day > getvariable('first') - 30)
    AND row_number() OVER (PARTITION BY v.dossier_code, v.day > getvariable('first') ORDER BY v.day DESC) = 1;

CREATE TABLE fault_of AS
WITH candidate AS (
    SELECT 'population.citizen' AS feed, 'bca' AS supplier, business_day AS day, id, citizen_id AS whom FROM regular_citizen
        WHERE operation = 'upsert'
    UNION ALL
    -- a sample is enough of a register that is shown whole every night
    SELECT 'insurance.card', 'bhxh', d.day, c.id, c.card_number FROM regular_card AS c
        JOIN delivery AS d ON d.feed = 'insurance.card' AND d.day >= c.shown_from AND d.day < c.shown_to
        WHERE md5_number_lower(c.card_number || d.day) % getvariable('citizens') < 1000
    UNION ALL
    SELECT 'procedures.dossier', supplier, business_day, id, dossier_code FROM regular_dossier
    UNION ALL
    SELECT feed, supplier, business_day, id, record_key FROM shown WHERE NOT is_delete
), ranked AS (
    SELECT *,
        row_number() OVER (PARTITION BY feed, supplier, day ORDER BY roll('plant', whom || day), id) AS rank,
        count(*) OVER (PARTITION BY feed, supplier, day) AS size
    FROM candidate
)
SELECT r.feed, r.supplier, r.day, r.id, p.fault, f.original, f.copy, f.second_copy
FROM ranked AS r
JOIN delivery AS d USING (feed, supplier, day)
JOIN fact(getvariable('facts'), 'planted') AS p
    ON p.feed IN (r.feed, CASE WHEN d.is_general THEN '+' || d.kind END) AND p.layout IN (d.layout, d.transport, '*') AND p.rank::INTEGER = r.rank AND d.turn % p.every::INTEGER = p.turn::INTEGER
JOIN fact(getvariable('facts'), 'row_faults') AS f USING (fault)
LEFT JOIN fact(getvariable('facts'), 'field_faults') AS value
    ON value.feed = r.feed AND value.fault = CASE WHEN p.fault LIKE 'contradiction%' THEN 'contradiction' ELSE p.fault END
-- a small delivery keeps at least half of its records whole, one of a further feed nearly all
WHERE r.size >= CASE WHEN d.is_general THEN 6 ELSE 2 END * r.rank
    -- what a fault writes into a field stands in field_faults.csv; a feed without such a field does not have the fault
    AND (NOT d.is_general OR value.feed IS NOT NULL OR f.original = 'loaded' OR p.fault = 'missing_key');
