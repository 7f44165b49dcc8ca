-- ID card applications per district and kind
-- grain: district, kind · owner: data engineering
SELECT
    district_named(district_code, district_name) AS place, kind AS application_kind, received, approved, issued,
    refused, "open", median_days, p90_days, is_suppressed, district_code = 'all' AND kind = 'all' AS is_total
FROM mart.id_application
ORDER BY is_total, district_code = 'all', district_code, kind = 'all', kind
