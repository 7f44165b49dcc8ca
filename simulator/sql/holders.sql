-- Who is insured, from when to when, and what changes on the card meanwhile.
-- grain of holder: one row per insured person
CREATE TABLE cover AS
SELECT age_from::INTEGER AS age_from, age_to::INTEGER AS age_to, any_value(covered_share::DOUBLE) AS covered_share
FROM fact(getvariable('facts'), 'insurance_by_age') GROUP BY ALL;

CREATE TABLE holder AS
WITH rolled AS (
    SELECT
        p.*, l.dies_on, greatest(0, 2023 - p.birth_year) AS age,
        roll('card', p.i) AS card, roll('card life', p.i) AS card_life, roll('card day', p.i) AS card_day
    FROM person AS p JOIN life AS l USING (i)
), covered AS (
    SELECT
        r.*, object.value AS object_code, next.value AS next_object,
        facility.value AS facility_code, next_facility.value AS next_facility,
        CASE
            WHEN origin = 'birth' THEN enters_on + 3 + slot(card_life, 1) % 12
            WHEN origin = 'arrival' THEN enters_on + 2 + slot(card_life, 1) % 8
            WHEN slot(card_life, 1) < 320 THEN starts.value::DATE
            ELSE getvariable('epoch') - 1 END AS from_day,
        least(
            CASE WHEN slot(card_life, 2) < 240 AND origin = 'base' THEN ends.value::DATE END,
            dies_on + 2 + slot(card_life, 1) % 5) AS gone_on,
        CASE WHEN slot(card_life, 3) < 800 THEN moves.value::DATE END AS facility_on,
        CASE
            -- a child's card lasts to the end of September of the year it turns six
            WHEN object.value = 'TE' THEN make_date(birth_year + 6, 10, 1)
            WHEN slot(card_life, 4) < 300 AND next.value NOT IN ('TE', object.value) THEN starts.value::DATE END AS object_on
    FROM rolled AS r
    JOIN cover AS c ON r.age BETWEEN c.age_from AND c.age_to AND slot(r.card, 1) < c.covered_share * 10000
    JOIN urn AS object ON object.urn = 'object ' || c.age_from AND object.slot = slot(r.card, 2)
    JOIN urn AS next ON next.urn = 'object ' || CASE WHEN c.age_from = 0 THEN 6 ELSE c.age_from END
        AND next.slot = slot(roll('next object', r.i), 1)
    JOIN urn AS facility ON facility.urn = 'facility' AND facility.slot = slot(r.card, 3)
    JOIN urn AS next_facility ON next_facility.urn = 'facility' AND next_facility.slot = slot(roll('next object', r.i), 2)
    JOIN urn AS starts ON starts.urn = 'day 1' AND starts.slot = slot(r.card_day, 1)
    JOIN urn AS ends ON ends.urn = 'day 1' AND ends.slot = slot(r.card_day, 2)
    JOIN urn AS moves ON moves.urn = 'day 1' AND moves.slot = slot(r.card_day, 3)
)
SELECT
    i, full_name, birth_on, birth_year, birth_precision, commune_code, object_code, next_object, facility_code, next_facility,
    from_day, gone_on, card_life, split_of(citizen_id) AS split, slot(card_life, 2) < 240 AND origin = 'base' AS is_limited,
    CASE WHEN slot(roll('card sex', i), 1) < 3 THEN 'other' ELSE sex END AS sex,
    -- the register does not know everybody's personal number
    CASE WHEN slot(card, 4) >= 240 THEN citizen_id END AS citizen_id,
    CASE WHEN slot(roll('card sex', i), 2) < 9100 THEN '01' ELSE substr(citizen_id, 2, 2) END
        || lpad(((i * 38742049 + (roll('bhxh', 0) % 100000000)::BIGINT) % 100000000)::VARCHAR, 8, '0') AS bhxh_number,
    CASE WHEN facility_on > from_day AND next_facility <> facility_code THEN facility_on END AS facility_on,
    CASE WHEN object_on > from_day THEN object_on END AS object_on
FROM covered
WHERE from_day <= getvariable('horizon') AND from_day < coalesce(gone_on, DATE '9999-01-01');
