-- The two indices of administrative reform. Hanoi's places and its rise are the city's own; all other numbers are made up.
-- grain of regular: one row per index, year and province
INSERT INTO regular
WITH province AS (
    SELECT agency_code, province_name, row_number() OVER (ORDER BY roll('index', agency_code)) AS place FROM fact(getvariable('reference'), 'agency_codes_provinces')
    WHERE agency_code LIKE 'H%' AND agency_code <> 'H26'
), numbered AS (
    SELECT *, roll('rise', agency_code) AS r FROM province
), placed AS (
    SELECT name, year, agency_code, province_name, CASE WHEN place >= hanoi THEN place + 1 ELSE place END AS rank, r
    FROM numbered CROSS JOIN (VALUES ('SIPAS', 2021, 58), ('SIPAS', 2022, 30), ('PAR', 2021, 10), ('PAR', 2022, 3)) AS i (name, year, hanoi)
    UNION ALL
    SELECT name, year, 'H26', 'Hà Nội', hanoi, 0::UBIGINT
    FROM (VALUES ('SIPAS', 2021, 58), ('SIPAS', 2022, 30), ('PAR', 2021, 10), ('PAR', 2022, 3)) AS i (name, year, hanoi)
), told AS (
    SELECT *, CASE
        WHEN agency_code = 'H26' THEN CASE name || year WHEN 'SIPAS2021' THEN 7520 WHEN 'SIPAS2022' THEN 8010 WHEN 'PAR2021' THEN 8712 ELSE 8958 END
        ELSE CASE name || year WHEN 'SIPAS2021' THEN 8680 - rank * 20 WHEN 'SIPAS2022' THEN 8700 - rank * 23 WHEN 'PAR2021' THEN 8870 - rank * 16 ELSE 9012 - rank * 18 END
        END::INTEGER AS score
    FROM placed
)
SELECT
    'procedures.reform_index', 'bnv', format('{} {} {}', name, year, agency_code), DATE '2023-06-01', DATE '9999-01-01', NULL, false,
    [name, year::VARCHAR, agency_code, province_name, replace(format('{:.2f}', score / 100), '.', ','), rank::VARCHAR],
    json_object('index_name', name, 'year', year, 'province_code', agency_code, 'province_name', canonical(province_name), 'score_hundredths', score, 'rank', rank)
FROM told;
