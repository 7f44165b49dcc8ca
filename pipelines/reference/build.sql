-- The schema `reference`, from the CSV files beside this one; their sources stand in SOURCES.md
-- owner: data engineering
CREATE SCHEMA IF NOT EXISTS reference;

-- A place is (code, day): commune codes are reused with a new meaning, so each generation has its days, half-open.
-- The oldest generation begins at 1900-01-01 because its own beginning is not recorded here.
CREATE OR REPLACE TABLE reference.place AS
WITH commune AS (
    SELECT
        ward_code AS place_code, full_name, type, district_code,
        DATE '1900-01-01' AS valid_from, DATE '2025-01-01' AS valid_to,
        NULL::DOUBLE AS longitude, NULL::DOUBLE AS latitude, NULL::BIGINT AS population
    FROM read_csv('{{ folder }}/hanoi_communes_until_2024-12-31.csv', all_varchar = true)
    UNION ALL
    SELECT
        ward_code, full_name, type, district_code,
        DATE '2025-01-01', DATE '2025-07-01',
        NULL, NULL, NULL
    FROM read_csv('{{ folder }}/hanoi_communes_2025-01-01_to_2025-06-30.csv', all_varchar = true)
    UNION ALL
    SELECT
        ward_code, full_name, type, NULL,
        DATE '2025-07-01', DATE '9999-12-31',
        longitude::DOUBLE, latitude::DOUBLE, population_resolution::BIGINT
    FROM read_csv('{{ folder }}/hanoi_communes_from_2025-07-01.csv', all_varchar = true)
)

SELECT
    place_code, 'commune' AS level,
    regexp_replace(full_name, '^(Phường|Xã|Thị trấn) ', '') AS name,
    full_name, type, district_code, valid_from, valid_to, longitude, latitude, population
FROM commune
UNION ALL
SELECT
    district_code AS place_code, 'district', name, full_name, type, district_code,
    DATE '1900-01-01', DATE '2025-07-01', NULL, NULL, NULL
FROM read_csv('{{ folder }}/hanoi_districts_until_2025-06-30.csv', all_varchar = true)
UNION ALL
SELECT
    '01', 'city', 'Hà Nội', 'Thành phố Hà Nội', 'thanh_pho_tw', NULL,
    DATE '1900-01-01', DATE '9999-12-31', NULL, NULL, 8718000
ORDER BY level, valid_from, place_code;

-- The crosswalk between generations: whole, or split over several successors
CREATE OR REPLACE TABLE reference.place_change AS
SELECT
    DATE '2025-01-01' AS changed_on, old_ward_code AS old_code, new_ward_code AS new_code,
    'whole' AS coverage, true AS is_default, change AS kind
FROM read_csv('{{ folder }}/crosswalk_hanoi_2025-01-01.csv', all_varchar = true)
UNION ALL
SELECT
    DATE '2025-07-01', old_ward_code, new_ward_code,
    CASE coverage WHEN 'whole' THEN 'whole' ELSE 'split' END, is_default = '1', 'reorganised'
FROM read_csv('{{ folder }}/crosswalk_hanoi_2025-07-01.csv', all_varchar = true)
ORDER BY ALL;

-- The generations of communes as maps that figures can be asked for on
CREATE OR REPLACE TABLE reference.place_map AS
SELECT map, name_vi, name_en, valid_from::DATE AS valid_from, valid_to::DATE AS valid_to
FROM read_csv('{{ folder }}/place_maps.csv', all_varchar = true)
ORDER BY valid_from;

-- Where each commune of each generation lies on each map. Two communes are related when they share ground: the same
-- one, or reached through the crosswalks between them, in whichever direction of time. `target_code` is the one it lies
-- wholly in; where it is related to several that is not known and stays empty, and `is_default` is not asked.
-- On the way back to an older map a commune made of one older commune, or of a part of one, lies wholly in it.
-- grain: commune, generation, map
CREATE OR REPLACE TABLE reference.place_on_map AS
WITH RECURSIVE commune AS (
    SELECT place_code, district_code, valid_from, valid_to
    FROM reference.place
    WHERE level = 'commune'
),

-- a commune that a reorganisation does not name went on under its code
succession AS (
    SELECT
        older.place_code AS old_code, older.valid_from AS old_from,
        newer.place_code AS new_code, newer.valid_from AS new_from
    FROM commune AS older
    LEFT JOIN reference.place_change AS change
        ON older.place_code = change.old_code AND older.valid_to = change.changed_on
    INNER JOIN commune AS newer
        ON coalesce(change.new_code, older.place_code) = newer.place_code AND older.valid_to = newer.valid_from
),

onward AS (
    SELECT place_code AS old_code, valid_from AS old_from, place_code AS new_code, valid_from AS new_from
    FROM commune
    UNION
    SELECT onward.old_code, onward.old_from, succession.new_code, succession.new_from
    FROM onward
    INNER JOIN succession ON onward.new_code = succession.old_code AND onward.new_from = succession.old_from
),

related AS (
    SELECT old_code AS place_code, old_from AS valid_from, new_code AS target_code, new_from AS target_from
    FROM onward
    UNION
    SELECT new_code, new_from, old_code, old_from
    FROM onward
)

SELECT
    commune.place_code,
    commune.valid_from,
    commune.valid_to,
    on_map.map,
    CASE WHEN count(*) = 1 THEN min(related.target_code) END AS target_code,
    list(related.target_code ORDER BY related.target_code) AS targets,
    -- the district may be certain where the commune is not
    CASE WHEN count(DISTINCT target.district_code) = 1 THEN min(target.district_code) END AS target_district_code
FROM commune
INNER JOIN related USING (place_code, valid_from)
INNER JOIN commune AS target
    ON related.target_code = target.place_code AND related.target_from = target.valid_from
INNER JOIN reference.place_map AS on_map ON related.target_from = on_map.valid_from
GROUP BY commune.place_code, commune.valid_from, commune.valid_to, on_map.map
ORDER BY commune.valid_from, commune.place_code, on_map.map;

CREATE OR REPLACE TABLE reference.facility AS
SELECT facility_code, name, kind, level, district_code
FROM read_csv('{{ folder }}/hanoi_health_facilities.csv', all_varchar = true)
ORDER BY facility_code;

CREATE OR REPLACE TABLE reference.procedure AS
SELECT
    procedure_code, name, field, decision_no,
    level_ministry = '1' AS is_ministry_level, level_province = '1' AS is_province_level,
    level_commune = '1' AS is_commune_level,
    channel_online = '1' AS is_online, channel_direct = '1' AS is_direct, channel_postal = '1' AS is_postal,
    fee_min_vnd::BIGINT AS fee_min_vnd, fee_max_vnd::BIGINT AS fee_max_vnd
FROM read_csv('{{ folder }}/administrative_procedures.csv', all_varchar = true)
ORDER BY procedure_code;

CREATE OR REPLACE TABLE reference.insurance_object AS
SELECT object_code, payer_group, usual_benefit_digit::INTEGER AS usual_benefit_digit
FROM read_csv('{{ folder }}/insurance_object_codes.csv', all_varchar = true)
ORDER BY object_code;

-- Who pays the contribution of each object group
CREATE OR REPLACE TABLE reference.insurance_group AS
SELECT payer_group, name_vi, name_en
FROM read_csv('{{ folder }}/insurance_groups.csv', all_varchar = true)
ORDER BY payer_group;

-- Who delivers: ministries and departments by their own short names, districts by their code and, from 2025-07-01, the
-- service centres of the new communes by theirs
CREATE OR REPLACE TABLE reference.supplier AS
SELECT supplier, 'ministry' AS kind, name_vi, name_en
FROM read_csv('{{ folder }}/ministries.csv', all_varchar = true)
UNION ALL
SELECT supplier, 'department', name_vi, name_en
FROM read_csv('{{ folder }}/departments.csv', all_varchar = true)
UNION ALL
SELECT
    'x' || place_code, 'commune',
    'Trung tâm phục vụ hành chính công ' || CASE type WHEN 'phuong' THEN 'phường ' ELSE 'xã ' END || name,
    'Public Administration Service Centre of ' || translate(strip_accents(name), 'đĐ', 'dD')
    || CASE type WHEN 'phuong' THEN ' Ward' ELSE ' Commune' END
FROM reference.place
WHERE level = 'commune' AND valid_from = DATE '2025-07-01'
UNION ALL
SELECT
    'd' || district_code, 'district', full_name,
    translate(strip_accents(name), 'đĐ', 'dD') || CASE type WHEN 'thi_xa' THEN ' Town' ELSE ' District' END
FROM read_csv('{{ folder }}/hanoi_districts_until_2025-06-30.csv', all_varchar = true)
ORDER BY kind DESC, supplier;

CREATE OR REPLACE TABLE reference.citizen_prefix AS
SELECT prefix, province_name
FROM read_csv('{{ folder }}/citizen_id_province_prefixes.csv', all_varchar = true)
ORDER BY prefix;

CREATE OR REPLACE TABLE reference.agency AS
SELECT agency_code, province_name AS name
FROM read_csv('{{ folder }}/agency_codes_provinces.csv', all_varchar = true)
ORDER BY agency_code;

CREATE OR REPLACE TABLE reference.dossier_status AS
SELECT
    status.status_code::INTEGER AS status_code, status.label_vi, status.key, status.report_bucket,
    list(portal.portal_word ORDER BY portal.portal_word) FILTER (WHERE portal.portal_word IS NOT NULL) AS portal_words
FROM read_csv('{{ folder }}/dossier_statuses.csv', all_varchar = true) AS status
LEFT JOIN read_csv('{{ folder }}/dossier_status_portal_words.csv', all_varchar = true) AS portal USING (status_code)
GROUP BY ALL
ORDER BY status_code;

-- Working days of the city's desks: Monday to Friday but for public holidays.
-- working_day_number counts them, so that "n working days later" is an addition.
CREATE OR REPLACE TABLE reference.calendar AS
WITH day AS (
    SELECT
        range::DATE AS day, holiday.name AS holiday,
        isodow(range::DATE) <= 5 AND holiday.name IS NULL AS is_working_day
    FROM range(DATE '2020-01-01', DATE '2028-01-01', INTERVAL 1 DAY)
    LEFT JOIN read_csv('{{ folder }}/holidays.csv', all_varchar = true) AS holiday ON holiday.day::DATE = range::DATE
)

SELECT
    day, is_working_day, holiday,
    sum(is_working_day::INTEGER) OVER (ORDER BY day)::INTEGER AS working_day_number
FROM day
ORDER BY day;

CREATE OR REPLACE TABLE reference.campaign AS
SELECT
    campaign_code, name_vi, name_en, length_days::INTEGER AS length_days, starts_on::DATE AS starts_on,
    ends_on::DATE AS ends_on, note
FROM read_csv('{{ folder }}/campaign.csv', all_varchar = true);

CREATE OR REPLACE TABLE reference.bottleneck AS
SELECT bottleneck_no::INTEGER AS bottleneck_no, name_vi, name_en, owner, note
FROM read_csv('{{ folder }}/bottleneck.csv', all_varchar = true);
