-- Who is paid on an account, per kind of benefit
-- grain: kind of benefit · owner: data engineering
SELECT
    kind AS benefit_kind, account_share_without_exempt, account_share, with_account, cash_not_exempt, cash_exempt,
    beneficiaries, is_suppressed, kind = 'all' AS is_total
FROM mart.welfare_account
WHERE district_code = 'all'
ORDER BY is_total, kind
