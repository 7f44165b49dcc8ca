-- Health facilities per district that have found somebody by the ID card
-- grain: district · owner: data engineering
SELECT
    CASE
        WHEN grouping(district_code) = 1 THEN ['Toàn thành phố', 'Whole city']
        ELSE district_named(district_code, any_value(district_name))
    END AS place,
    count(*) FILTER (WHERE is_active) AS active,
    count(*) FILTER (WHERE is_active AND has_found_by_citizen_card) AS looking_up,
    looking_up / nullif(active, 0) AS looking_up_share,
    sum(lookups_by_citizen_card)::BIGINT AS lookups_by_citizen_card,
    sum(found_by_citizen_card)::BIGINT AS found_by_citizen_card,
    sum(lookups_by_insurance_card)::BIGINT AS lookups_by_insurance_card,
    grouping(district_code) = 1 AS is_total
FROM mart.facility_lookup
GROUP BY GROUPING SETS ((district_code), ())
HAVING
    count(*) > 0
    -- a register that names no district has the city alone
    AND (
        grouping(district_code) = 1
        OR district_code <> 'none'
        OR (SELECT bool_or(district_code <> 'none') FROM mart.facility_lookup)
    )
ORDER BY is_total, district_code = 'none', district_code
