-- ID card applications of all kinds per district
-- grain: district · owner: data engineering
SELECT
    district_named(district_code, district_name) AS place, received, approved, issued, refused, "open", median_days,
    p90_days, is_suppressed, district_code = 'all' AS is_total
FROM mart.id_application
WHERE kind = 'all'
ORDER BY is_total, district_code
