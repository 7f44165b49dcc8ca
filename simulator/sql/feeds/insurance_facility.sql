-- Health facilities with a contract of the social insurance: 718 since Christmas 2023, each of which looks people up by ID card.
-- grain of contracted: one row per facility that is in the register
CREATE TABLE contracted AS
SELECT
    facility_code, name, level, district_code, ordinal,
    CASE WHEN ordinal <= 710 THEN DATE '2020-01-01' WHEN ordinal <= 718 THEN DATE '2023-11-06' + (ordinal - 710)::INTEGER * 6 END AS active_from,
    -- the last twenty learned it within the campaign
    CASE WHEN ordinal <= 698 THEN DATE '2023-03-01' WHEN ordinal <= 718 THEN DATE '2023-11-20' + (ordinal - 698)::INTEGER * 2 END AS accepts_from
FROM (
    SELECT
        facility_code, name, level, district_code,
        row_number() OVER (ORDER BY CASE kind WHEN 'benh_vien' THEN 1 WHEN 'trung_tam_y_te' THEN 2 WHEN 'phong_kham' THEN 3 WHEN 'tram_y_te' THEN 4 ELSE 5 END, facility_code) AS ordinal
    FROM fact(getvariable('reference'), 'hanoi_health_facilities')
    WHERE facility_code LIKE '01%' AND level IS NOT NULL
)
WHERE ordinal <= 760;

INSERT INTO regular
WITH point AS (
    -- districts end with the last map
    SELECT facility_code, unnest([DATE '2020-01-01', active_from, accepts_from, getvariable('begins')[3]]) AS day FROM contracted
), stretch AS (
    SELECT facility_code, day, coalesce(lead(day) OVER (PARTITION BY facility_code ORDER BY day), DATE '9999-01-01') AS until
    FROM (SELECT DISTINCT facility_code, day FROM point WHERE day IS NOT NULL)
), told AS (
    SELECT
        c.* EXCLUDE (level, district_code), c.level::INTEGER AS level, CASE WHEN s.day < getvariable('begins')[3] THEN c.district_code END AS district_code, s.day, s.until, coalesce(s.day >= c.active_from, false) AS is_active,
        coalesce(s.day >= c.accepts_from, false) AS accepts, CASE WHEN s.day >= c.active_from THEN c.active_from END AS contract_from
    FROM stretch AS s JOIN contracted AS c USING (facility_code)
)
SELECT
    'insurance.facility', 'bhxh', facility_code, day, until, NULL, false,
    [facility_code, name, level::VARCHAR, district_code, is_active::INTEGER::VARCHAR, accepts::INTEGER::VARCHAR, contract_from::VARCHAR, NULL],
    json_object('facility_code', facility_code, 'name', canonical(name), 'level', level, 'district_code', district_code,
        'status', CASE WHEN is_active THEN 'active' ELSE 'closed' END, 'accepts_citizen_card', CASE WHEN accepts THEN 'yes' ELSE 'no' END,
        'contract_from', contract_from, 'contract_to', NULL)
FROM told;
