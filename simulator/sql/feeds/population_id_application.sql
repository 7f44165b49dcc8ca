-- Applications for the citizen ID card: the first chip card from 2021 on, those for the older card before it, renewals.
-- grain of id_application: one row per application
CREATE TABLE id_application AS
WITH drawn AS (
    SELECT p.i, p.citizen_id, p.commune_code, p.birth_year, p.origin, p.card_issued_on, f.generation, f.from_day, f.card_on, f.ends_on,
        roll('application', again(p.i, f.generation)) AS r
    FROM person AS p JOIN fate AS f USING (i)
), asked AS (
    SELECT i, citizen_id, commune_code, generation, from_day, 1 AS nth, CASE WHEN birth_year <= 1998 AND slot(r, 1) < 3000 THEN '2' ELSE '1' END AS kind,
        card_issued_on AS issued_on, r
    -- whoever came later had it from elsewhere
    FROM drawn WHERE card_issued_on IS NOT NULL AND generation = 1
    UNION ALL
    -- a card with twelve digits was first issued in 2016
    SELECT i, citizen_id, commune_code, generation, from_day, 0, '1', DATE '2016-01-10' + (slot(r, 2) * 1700 // 10000)::INTEGER, r // 3
    FROM drawn WHERE origin = 'base' AND generation = 1 AND birth_year <= 1996 AND slot(r, 3) < 2100
    UNION ALL
    SELECT i, citizen_id, commune_code, generation, from_day, 2, '3', card_on, r // 5 FROM drawn WHERE card_on < coalesce(ends_on, DATE '9999-01-01')
    UNION ALL
    -- some are refused, and ask again later
    SELECT i, citizen_id, commune_code, generation, from_day, 3, '3', NULL, r // 7 FROM drawn WHERE card_on IS NOT NULL AND slot(r, 4) < 300
)
SELECT
    *, again(i * 4 + nth, generation) AS whom, coalesce(issued_on, from_day + slot(r, 2) % 180) - 5 - slot(r, 4) % 16 AS received_on,
    CASE WHEN issued_on IS NOT NULL THEN issued_on - 1 - slot(r, 4) % 4 END AS approved_on
FROM asked;

INSERT INTO regular
WITH step AS (
    SELECT *, received_on AS day, 1 AS status FROM id_application
    UNION ALL SELECT *, approved_on, 2 FROM id_application WHERE approved_on IS NOT NULL
    UNION ALL SELECT *, issued_on, 3 FROM id_application WHERE issued_on IS NOT NULL
    UNION ALL SELECT *, received_on + 4, 4 FROM id_application WHERE issued_on IS NULL
), told AS (
    SELECT
        *, format('CC-00{}-{}-{:08d}', generation, year(received_on), i * 4 + nth) AS code, office_instant(day, roll('application at', whom)) AS known_at,
        CASE WHEN status IN (2, 3) THEN approved_on END AS approved, CASE WHEN status = 3 THEN issued_on END AS issued
    FROM step WHERE day <= getvariable('last')
)
SELECT
    'population.id_application', 'bca', code, day, NULL, known_at, false,
    [code, citizen_id, kind, commune_code, wire_day(received_on), wire_day(approved), wire_day(issued), status::VARCHAR, wire_instant(known_at)],
    json_object(
        'application_code', code, 'citizen_id', citizen_id, 'kind', (['first', 'renewal', 'reissue'])[kind::INTEGER],
        'commune_code', commune_code, 'received_on', received_on, 'approved_on', approved, 'issued_on', issued,
        'status', (['received', 'approved', 'issued', 'refused'])[status])
FROM told;
