-- Health-insurance cards as the register holds them.
-- grain: one row per stretch of days [from_day, to_day) on which a card stands unchanged
CREATE TABLE card_version AS
WITH point AS (
    SELECT i, from_day AS day FROM holder
    UNION SELECT i, facility_on FROM holder WHERE facility_on < coalesce(gone_on, DATE '9999-01-01')
    UNION SELECT i, object_on FROM holder WHERE object_on < coalesce(gone_on, DATE '9999-01-01')
    -- the register goes over to the new map in one night
    UNION SELECT h.i, g.from_day FROM holder AS h JOIN generation AS g ON g.from_day > h.from_day AND g.from_day < coalesce(h.gone_on, DATE '9999-01-01')
), stretch AS (
    SELECT i, day AS from_day, lead(day) OVER (PARTITION BY i ORDER BY day) AS next_day FROM point
), known AS (
    SELECT
        h.*, s.from_day AS since, coalesce(s.next_day, h.gone_on, DATE '9999-01-01') AS until,
        s.from_day >= coalesce(h.object_on, DATE '9999-01-01') AS is_next_object,
        CASE WHEN s.from_day >= coalesce(h.object_on, DATE '9999-01-01') THEN h.next_object ELSE h.object_code END AS object_now,
        CASE WHEN s.from_day >= h.facility_on THEN h.next_facility ELSE h.facility_code END AS facility_now
    FROM stretch AS s JOIN holder AS h USING (i)
)
SELECT
    i,
    object_now || o.benefit_level::VARCHAR || '01' || bhxh_number AS card_number,
    bhxh_number, citizen_id, full_name, sex, birth_year, birth_precision, birth_on,
    object_now AS object_code, o.benefit_level, code_on(home.codes, since, split) AS commune_code, facility_now AS facility_code,
    CASE
        WHEN is_next_object THEN object_on
        WHEN from_day >= getvariable('epoch') THEN from_day
        -- nobody is insured before birth
        ELSE greatest(birth_on, getvariable('epoch') - 1 - slot(card_life, 4) % 900) END AS starts_on,
    CASE
        WHEN NOT is_next_object AND object_on IS NOT NULL AND object_now = 'TE' THEN object_on - 1
        WHEN gone_on IS NOT NULL AND gone_on > getvariable('epoch') + 30 AND is_limited THEN gone_on - 1
        WHEN object_now IN ('HS', 'SV', 'GD', 'CN') THEN make_date(greatest(year(since), 2024), 12, 31)
        END AS ends_on,
    since AS from_day, until AS to_day
FROM known JOIN insurance_object AS o ON o.object_code = object_now JOIN home USING (commune_code);
