-- Facts of the real city, and urns to draw from them.
-- grain: urn has one row per (urn, slot); a value takes slots in proportion to its weight
CREATE MACRO fact(folder, name) AS TABLE
    SELECT * FROM read_csv(folder || '/' || name || '.csv', header = true, all_varchar = true, delim = ',', quote = '"');

-- The generations of communes, and the part of the timeline each of them has. One is drawn when it begins within a month
-- of the window's end: what happens in it may cast its shadow before.
CREATE TABLE generation AS
SELECT
    row_number() OVER (ORDER BY valid_from) AS nth, greatest(valid_from::DATE, getvariable('epoch')) AS from_day,
    least(valid_to::DATE, getvariable('horizon') + 1) AS to_day
FROM fact(getvariable('reference'), 'place_maps')
WHERE valid_from::DATE <= getvariable('last') + 31;
SET VARIABLE begins = (SELECT list(valid_from::DATE ORDER BY valid_from) FROM fact(getvariable('reference'), 'place_maps'));
CREATE MACRO generation_on(on_day) AS len(list_filter(getvariable('begins'), lambda begin: begin <= on_day));
-- what a thing happening in a generation is called, so that its chance is drawn anew; in the first it is only itself
CREATE MACRO again(whom, generation) AS CASE generation WHEN 1 THEN whom::VARCHAR ELSE whom || '/' || generation END;

CREATE TABLE district AS
SELECT
    'd' || district_code AS supplier,
    district_code,
    population_2025_estimated_from_126::DOUBLE / sum(population_2025_estimated_from_126::DOUBLE) OVER () AS share,
    row_number() OVER (ORDER BY district_code) AS ordinal
FROM fact(getvariable('reference'), 'hanoi_population_by_district');

-- within a district the size of a commune is not known: made up, but the same for every seed
CREATE TABLE commune AS
SELECT
    c.ward_code AS commune_code,
    d.supplier,
    d.share * s.size / sum(s.size) OVER (PARTITION BY c.district_code) AS share
FROM fact(getvariable('reference'), 'hanoi_communes_until_2024-12-31') AS c
JOIN district AS d USING (district_code)
CROSS JOIN LATERAL (SELECT 50 + md5_number_lower(c.ward_code) % 100 AS size) AS s;

CREATE TABLE facility AS
SELECT facility_code, CASE kind WHEN 'benh_vien' THEN 12 WHEN 'trung_tam_y_te' THEN 6 WHEN 'phong_kham' THEN 4 ELSE 1 END AS weight
FROM fact(getvariable('reference'), 'hanoi_health_facilities')
WHERE facility_code LIKE '01%' AND level IS NOT NULL;

CREATE TABLE insurance_object AS
SELECT object_code, usual_benefit_digit::INTEGER AS benefit_level FROM fact(getvariable('reference'), 'insurance_object_codes');

-- a deadline in law comes in several units, often in none; 8 hours are one working day
CREATE TABLE procedure AS
WITH listed AS (
    SELECT
        p.procedure_code, p.field,
        CASE WHEN p.level_commune = '1' THEN 'district' ELSE 'department' END AS desk_kind,
        CASE WHEN p.level_commune = '1' THEN f.weight::DOUBLE ELSE 1 END AS weight,
        coalesce(TRY_CAST(p.direct_time AS DOUBLE), TRY_CAST(p.online_time AS DOUBLE)) AS amount,
        coalesce(p.direct_unit, p.online_unit) AS unit,
        TRY_CAST(p.fee_min_vnd AS DOUBLE)::BIGINT AS fee_vnd
    FROM fact(getvariable('reference'), 'administrative_procedures') AS p
    LEFT JOIN fact(getvariable('facts'), 'procedure_fields') AS f USING (field)
    WHERE (p.level_commune = '1' AND f.field IS NOT NULL OR p.level_commune <> '1' AND p.level_province = '1')
        AND regexp_full_match(p.procedure_code, '[0-9]\.[0-9]{6}')
)
SELECT
    procedure_code, field, fee_vnd, desk_kind,
    weight / count(*) OVER (PARTITION BY desk_kind, field) AS weight,
    least(160, greatest(4, ceil(CASE unit
        WHEN 'hour' THEN amount
        WHEN 'calendar_day' THEN amount * 40 / 7
        WHEN 'month' THEN 160
        ELSE coalesce(amount * 8, 4) END)))::INTEGER AS processing_hours
FROM listed;

CREATE TABLE calendar AS
WITH days AS (
    SELECT
        unnest(generate_series(getvariable('epoch') - 120, getvariable('horizon') + 120, INTERVAL 1 DAY))::DATE AS day
), marked AS (
    SELECT day, isodow(day) < 6 AND day NOT IN (SELECT h.day::DATE FROM fact(getvariable('reference'), 'holidays') AS h) AS is_working
    FROM days
)
-- `work_day` is the ordinal of the day itself, or of the next working day
SELECT day, is_working, count(*) FILTER (is_working) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS work_day
FROM marked;

CREATE TABLE weighted AS
SELECT 'surname' AS urn, surname AS value, weight::DOUBLE AS weight FROM fact(getvariable('facts'), 'surnames')
UNION ALL SELECT 'middle ' || sex, middle_name, weight::DOUBLE FROM fact(getvariable('facts'), 'middle_names')
UNION ALL SELECT 'given ' || sex || ' ' || syllables, given_name, weight::DOUBLE FROM fact(getvariable('facts'), 'given_names')
UNION ALL SELECT 'phone', prefix, weight::DOUBLE FROM fact(getvariable('facts'), 'phone_prefixes')
UNION ALL SELECT 'province', prefix, CASE prefix WHEN '001' THEN 7.3 * 62 ELSE 1 END
    FROM fact(getvariable('reference'), 'citizen_id_province_prefixes')
UNION ALL SELECT 'age', age::VARCHAR, share::DOUBLE / (age_to::INTEGER - age_from::INTEGER + 1)
    FROM (SELECT *, unnest(generate_series(age_from::INTEGER, age_to::INTEGER)) AS age FROM fact(getvariable('facts'), 'age_bands'))
UNION ALL SELECT 'commune', commune_code, share FROM commune
UNION ALL SELECT 'facility', facility_code, weight FROM facility
UNION ALL SELECT 'procedure ' || desk_kind, procedure_code, weight FROM procedure
UNION ALL SELECT 'object ' || age_from, object_code, weight::DOUBLE FROM fact(getvariable('facts'), 'insurance_by_age')
-- registration offices are quieter, never closed, at the weekend
UNION ALL SELECT 'day ' || g.nth, c.day::VARCHAR, CASE isodow(c.day) WHEN 6 THEN 0.9 WHEN 7 THEN 0.85 ELSE 1 END
    FROM calendar AS c JOIN generation AS g ON c.day >= g.from_day AND c.day < g.to_day;

CREATE TABLE urn AS
WITH cumulated AS (
    SELECT urn, value,
        sum(weight) OVER w - weight AS weight_from,
        sum(weight) OVER w AS weight_to,
        sum(weight) OVER (PARTITION BY urn) AS total
    FROM weighted
    WINDOW w AS (PARTITION BY urn ORDER BY value ROWS UNBOUNDED PRECEDING)
)
SELECT urn, value, unnest(generate_series(
    round(weight_from / total * 10000)::INTEGER, round(weight_to / total * 10000)::INTEGER - 1)) AS slot
FROM cumulated;
