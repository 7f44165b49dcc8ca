-- Where a home of the oldest map lies on each later one, and the desks there are on each.
-- grain of home: one row per commune of the oldest map; `codes` and `is_recoded` have one element per generation
CREATE TABLE home AS
WITH halved AS (
    SELECT c.*, coalesce(x.new_ward_code, c.commune_code) AS half_code, x.old_ward_code IS NOT NULL AS is_first
    FROM commune AS c
    LEFT JOIN fact(getvariable('reference'), 'crosswalk_hanoi_2025-01-01') AS x ON x.old_ward_code = c.commune_code
)
SELECT
    commune_code, supplier, share,
    [[commune_code], [half_code], coalesce(list(DISTINCT x.new_ward_code ORDER BY x.new_ward_code) FILTER (x.new_ward_code IS NOT NULL), [half_code])]
        AS codes,
    [false, is_first, count(x.new_ward_code) > 0] AS is_recoded
FROM halved
LEFT JOIN fact(getvariable('reference'), 'crosswalk_hanoi_2025-07-01') AS x ON x.old_ward_code = half_code
GROUP BY commune_code, supplier, share, half_code, is_first;

-- the people of a commune that is divided go one by one, and each to the same successor in every register
CREATE MACRO split_of(citizen_id) AS roll('split', citizen_id);
CREATE MACRO code_in(codes, split) AS CASE len(codes) WHEN 1 THEN codes[1] ELSE codes[1 + (split % len(codes))::INTEGER] END;
CREATE MACRO code_on(codes, on_day, split) AS code_in(codes[generation_on(on_day)], split);

-- grain of centre: one row per service centre of a new commune and district that gave ground to it
CREATE TABLE centre AS
SELECT 'x' || new_code AS supplier, district, sum(share) AS share
FROM (SELECT supplier AS district, share / len(codes[3]) AS share, unnest(codes[3]) AS new_code FROM home)
GROUP BY new_code, district;

-- The one-stop desks: of districts and after them of communes, and of the city's departments, which together receive a
-- seventh as much. A desk of a commune is gone to by the people of the district that gave most ground.
-- grain of desk: one row per desk; it is open on the days [opens_on, closes_on], as far as it ever opened or closed
CREATE TABLE desk AS
WITH listed AS (
    SELECT unnest(string_split(suppliers, ' ')) AS supplier, first_day::DATE AS opens_on, last_day::DATE AS closes_on
    FROM fact(getvariable('facts'), 'feeds') WHERE feed = 'procedures.dossier'
), known AS (
    SELECT supplier, 'district' AS kind, supplier AS crowd, share, ordinal FROM district
    UNION ALL
    SELECT supplier, 'department', 'city', 0.15 / count(*) OVER (), 30 + row_number() OVER (ORDER BY supplier)
    FROM listed WHERE supplier LIKE 's%'
    UNION ALL
    SELECT supplier, 'commune', arg_max(district, (share, district)), sum(share), 100 + row_number() OVER (ORDER BY supplier)
    FROM centre GROUP BY supplier
)
SELECT known.*, listed.opens_on, listed.closes_on
FROM known JOIN listed ON listed.supplier = CASE known.kind WHEN 'commune' THEN 'communes' ELSE known.supplier END;

-- who goes on with what a district leaves behind
CREATE TABLE successor AS
SELECT district, list(supplier ORDER BY supplier) AS suppliers FROM centre GROUP BY district;
