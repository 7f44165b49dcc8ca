-- What the insurance register shows on each day beside its good records.
-- grain of sent_card: one row per record of a day's extract that is not simply the good record of that day
CREATE TABLE sent_card AS
WITH copied AS (
    SELECT r.*, f.day AS business_day, f.fault, unnest([f.original, f.copy, f.second_copy]) AS outcome, unnest([0, 1, 2]) AS nth
    FROM fault_of AS f JOIN regular_card AS r ON f.feed = 'insurance.card' AND r.id = f.id
)
SELECT
    * REPLACE (
        CASE WHEN fault LIKE 'contradiction%' AND nth = CASE fault WHEN 'contradiction' THEN 1 ELSE 2 END
            THEN coalesce(ends_on + 31, DATE '2025-12-31') ELSE ends_on END AS ends_on,
        CASE WHEN fault = 'broken_card_number' AND nth = 1 THEN substr(card_number, 1, 5) || 'MATTHE' || substr(card_number, 12) ELSE card_number END
            AS card_number)
FROM copied WHERE outcome IS NOT NULL;

CREATE MACRO birth_text(birth_on, birth_year, birth_precision) AS CASE birth_precision
    WHEN 1 THEN birth_year || '0000' WHEN 2 THEN strftime(birth_on, '%Y%m00') ELSE strftime(birth_on, '%Y%m%d') END;

CREATE TABLE city.bhxh_version AS
SELECT
    id, shown_from AS from_day, shown_to AS to_day,
    card_number AS ma_the, bhxh_number AS ma_so_bhxh, citizen_id AS so_cccd,
    spelled(full_name, 'mixed', slot(roll('card spelling', id), 1)) AS ho_ten,
    birth_text(birth_on, birth_year, birth_precision) AS ngay_sinh, birth_precision AS loai_ngay_sinh,
    CASE sex WHEN 'male' THEN 1 WHEN 'female' THEN 2 ELSE 3 END AS gioi_tinh,
    object_code AS ma_doi_tuong, benefit_level AS muc_huong, commune_code AS ma_xa, facility_code AS ma_dkbd,
    starts_on AS tu_ngay, ends_on AS den_ngay
FROM regular_card;

CREATE TABLE city.bhxh_exception AS
SELECT
    id, business_day AS ngay_trich,
    card_number AS ma_the, bhxh_number AS ma_so_bhxh, citizen_id AS so_cccd,
    spelled(full_name, 'mixed', slot(roll('card spelling', id * 4 + nth), 2)) AS ho_ten,
    CASE WHEN fault = 'unparsable_date' THEN birth_year || '1350' ELSE birth_text(birth_on, birth_year, birth_precision) END AS ngay_sinh,
    CASE WHEN fault = 'unparsable_date' THEN 0 ELSE birth_precision END AS loai_ngay_sinh,
    CASE sex WHEN 'male' THEN 1 WHEN 'female' THEN 2 ELSE 3 END AS gioi_tinh,
    CASE WHEN fault = 'unknown_object' THEN 'ZZ' ELSE object_code END AS ma_doi_tuong,
    benefit_level AS muc_huong, commune_code AS ma_xa,
    CASE WHEN fault = 'unknown_facility' THEN '01Z99' ELSE facility_code END AS ma_dkbd,
    starts_on AS tu_ngay, ends_on AS den_ngay
FROM sent_card;

CREATE TABLE city.bhxh_day AS
SELECT
    day AS ngay_trich,
    EXISTS (FROM requested AS r WHERE r.fault = 'half_register' AND r.feed = delivery.feed AND r.day = delivery.day) AS mat_nua
FROM delivery
WHERE feed = 'insurance.card' AND NOT EXISTS (FROM requested AS r WHERE r.fault = 'missing' AND r.feed = delivery.feed AND r.day = delivery.day);
