-- facility_lookup once more: facilities that the register or a lookup names
-- grain: facility
WITH lookup AS (
    SELECT facility_code, document, result, hanoi(occurred_at)::DATE AS day FROM insurance_facility_lookup_today WHERE hanoi(occurred_at)::DATE <= today()
), named AS (
    SELECT facility_code FROM insurance_facility_today UNION SELECT facility_code FROM lookup
)
SELECT
    today() AS as_of, n.facility_code, coalesce(any_value(r.district_code), 'none') AS district_code, coalesce(any_value(r.status) = 'active', false) AS is_active,
    tally(l.document = 'citizen_card') AS lookups_by_citizen_card,
    tally(l.document = 'citizen_card' AND l.result = 'found') AS found_by_citizen_card,
    tally(l.document = 'insurance_card') AS lookups_by_insurance_card,
    tally(l.document = 'insurance_card' AND l.result = 'found') AS found_by_insurance_card,
    min(CASE WHEN l.document = 'citizen_card' AND l.result = 'found' THEN l.day END) AS first_found_on,
    tally(l.document = 'citizen_card' AND l.result = 'found') > 0 AS has_found_by_citizen_card
FROM named AS n LEFT JOIN insurance_facility_today AS r USING (facility_code) LEFT JOIN lookup AS l USING (facility_code)
WHERE EXISTS (FROM insurance_facility_today)
GROUP BY n.facility_code
