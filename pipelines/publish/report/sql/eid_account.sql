-- e-ID accounts by level and age group; the last line is all of them
-- grain: level, age group · owner: data engineering
SELECT
    level AS account_level, age_group, activated_share, activated, approved, rejected, locked, registered,
    successful_share, is_suppressed, level = 'all' AND age_group = 'all' AS is_total
FROM mart.eid_account
ORDER BY is_total, level, array_position(['under_6', '6_13', '14_plus', 'all'], age_group)
