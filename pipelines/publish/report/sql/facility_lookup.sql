-- Every active health facility and its look-ups
-- grain: facility · owner: data engineering
SELECT
    facility_name AS facility, district_named(district_code, district_name) AS place,
    lookups_by_citizen_card, found_by_citizen_card, lookups_by_insurance_card, first_found_on
FROM mart.facility_lookup
WHERE is_active
ORDER BY has_found_by_citizen_card, facility_name, facility_code
