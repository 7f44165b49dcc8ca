-- Who is paid on an account, per district and kind of benefit
-- grain: district, kind of benefit · owner: data engineering
SELECT
    district_named(district_code, district_name) AS place, kind AS benefit_kind, with_account, cash_not_exempt,
    cash_exempt, beneficiaries, account_share, is_suppressed, district_code = 'all' AND kind = 'all' AS is_total
FROM mart.welfare_account
ORDER BY is_total, district_code = 'all', district_code, kind = 'all', kind
