-- How long it takes until a social payment is in hand, per district, age group and way of payment
-- grain: district, age group, way of payment · owner: data engineering
SELECT * EXCLUDE (district_code)
FROM temp.in_hand
ORDER BY
    district_code = 'all', district_code, array_position(['under_60', '60_79', '80_plus', 'unknown', 'all'], age_group),
    method
