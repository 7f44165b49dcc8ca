-- How long it takes until a social payment is in hand, per age group and way of payment
-- grain: age group, way of payment · owner: data engineering
SELECT
    age_group, method, payments, median_hours, p90_hours, is_suppressed, age_group = 'all' AS is_total,
    [within_1_hour, within_1_day, within_3_days, within_7_days, later, not_yet, not_credited] AS bands
FROM temp.in_hand
WHERE district_code = 'all'
ORDER BY array_position(['under_60', '60_79', '80_plus', 'unknown', 'all'], age_group), method
