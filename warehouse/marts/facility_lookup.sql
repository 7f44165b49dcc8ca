-- facility_lookup: how often health facilities look their patients up, and by which card
-- A facility is active when the register of the day says so; one that left the register, or was never in it, is not. It
-- looks people up by citizen ID card once it has found somebody by it: to have tried alone is not enough. Lookups count
-- up to the end of the day. The district is the register's, which names none from July 2025 on.
-- No rows until the register has been loaded once. grain: facility · owner: data engineering
WITH register AS (
    SELECT facility_code, name, district_code, status = 'active' AS is_active
    FROM known_insurance_facility
    WHERE valid_from <= $day AND valid_to > $day
),

looked_up AS (
    SELECT
        facility_code,
        count(*) FILTER (WHERE document = 'citizen_card') AS lookups_by_citizen_card,
        count(*) FILTER (WHERE document = 'citizen_card' AND result = 'found') AS found_by_citizen_card,
        count(*) FILTER (WHERE document = 'insurance_card') AS lookups_by_insurance_card,
        count(*) FILTER (WHERE document = 'insurance_card' AND result = 'found') AS found_by_insurance_card,
        hanoi_day(
            min(occurred_at) FILTER (WHERE document = 'citizen_card' AND result = 'found')
        ) AS first_found_on
    FROM known_insurance_facility_lookup
    WHERE occurred_at < end_of($day)
    GROUP BY facility_code
)

SELECT
    $day AS as_of,
    facility_code,
    coalesce(register.name, known.name) AS facility_name,
    coalesce(register.district_code, 'none') AS district_code,
    district.full_name AS district_name,
    coalesce(register.is_active, false) AS is_active,
    coalesce(looked_up.lookups_by_citizen_card, 0) AS lookups_by_citizen_card,
    coalesce(looked_up.found_by_citizen_card, 0) AS found_by_citizen_card,
    coalesce(looked_up.lookups_by_insurance_card, 0) AS lookups_by_insurance_card,
    coalesce(looked_up.found_by_insurance_card, 0) AS found_by_insurance_card,
    looked_up.first_found_on,
    looked_up.first_found_on IS NOT NULL AS has_found_by_citizen_card
FROM register
FULL JOIN looked_up USING (facility_code)
LEFT JOIN reference.facility AS known USING (facility_code)
LEFT JOIN reference.place AS district
    ON
        district.level = 'district'
        AND register.district_code = district.place_code
        AND district.valid_from <= $day
        AND district.valid_to > $day
WHERE EXISTS (SELECT 1 FROM register)
ORDER BY facility_code
