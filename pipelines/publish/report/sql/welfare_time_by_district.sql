-- How long it takes until a social payment is in hand, per district and way of payment
-- grain: district, way of payment · owner: data engineering
SELECT
    place, method, payments, median_hours, p90_hours, is_suppressed, district_code = 'all' AS is_total,
    [within_1_hour, within_1_day, within_3_days, within_7_days, later, not_yet, not_credited] AS bands
FROM temp.in_hand
WHERE age_group = 'all'
ORDER BY is_total, district_code, method
