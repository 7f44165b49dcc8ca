-- Words the rules are written in: temporary macros, so that a condition reads as the domain speaks
-- owner: data engineering

CREATE OR REPLACE TEMP MACRO hanoi_date(instant) AS (instant AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE;

-- whether a code stands in a reference table on a day; no code is no wrong code
-- (asked as IN, because a correlated EXISTS carries whole rows through its join: of a million, three times the cost)
CREATE OR REPLACE TEMP MACRO is_known(list_name, a_code, on_day) AS
a_code IS NULL OR row(a_code, on_day) IN (
    SELECT row(known.code, known.day)
    FROM reference.known
    WHERE known.list = list_name
);

-- 12 digits: province of birth registration, century and sex, year of birth, six at random
-- (Decree 137/2015/NĐ-CP art. 13, Circular 07/2016/TT-BCA art. 7); there is no check digit
CREATE OR REPLACE TEMP MACRO is_citizen_id(id) AS regexp_full_match(id, '[0-9]{12}');

-- even digits are men, odd ones women; NULL when the ID is none
CREATE OR REPLACE TEMP MACRO citizen_id_sex(id) AS
CASE WHEN is_citizen_id(id) THEN if(ascii(substr(id, 4, 1)) % 2 = 0, 'male', 'female') END;

-- 0/1 stand for 1900-1999, 2/3 for 2000-2099 and so on
CREATE OR REPLACE TEMP MACRO citizen_id_birth_year(id) AS
CASE
    WHEN is_citizen_id(id)
        THEN 1900 + (ascii(substr(id, 4, 1)) - ascii('0')) // 2 * 100 + TRY_CAST(substr(id, 5, 2) AS INTEGER)
END;

-- 15 characters in four boxes: object, benefit, province, BHXH number (Decision 1351/QĐ-BHXH of 2015-11-16;
-- the BHXH number in the fourth box since Official letter 3340/BHXH-ST of 2017-08-08)
CREATE OR REPLACE TEMP MACRO is_card_number(card) AS regexp_full_match(card, '[A-Z]{2}[1-5][0-9]{12}');

CREATE OR REPLACE TEMP MACRO card_box(card, from_position, characters) AS
CASE WHEN is_card_number(card) THEN substr(card, from_position, characters) END;

-- agency code, date of receipt, ordinal of the day (Decree 61/2018/NĐ-CP art. 26; four digits, five when re-issued)
CREATE OR REPLACE TEMP MACRO dossier_code_part(dossier_code, part) AS
nullif(regexp_extract(dossier_code, '^([0-9A-Z.]+)-([0-9]{6})-([0-9]{4,5})$', part), '');

CREATE OR REPLACE TEMP MACRO is_phone(phone) AS regexp_full_match(phone, '0[0-9]{8,10}');
