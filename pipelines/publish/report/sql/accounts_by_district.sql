-- Who is paid on an account, per district
-- grain: district · owner: data engineering
SELECT
    district_named(district_code, district_name) AS place, account_share_without_exempt, account_share, with_account,
    cash_not_exempt, cash_exempt, beneficiaries, is_suppressed, district_code = 'all' AS is_total
FROM mart.welfare_account
WHERE kind = 'all'
ORDER BY is_total, district_code
