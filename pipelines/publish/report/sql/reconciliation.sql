-- What the rules between registers find
-- grain: rule · owner: data engineering
SELECT
    [found.name_vi, found.name_en] AS rule_name,
    CASE found.owner
        WHEN 'desk' THEN ['đơn vị giữ hồ sơ', 'the unit itself']
        ELSE coalesce(unit.unit, [found.owner, found.owner])
    END AS owner,
    checked, found, found_1_day_before, found_7_days_before, found_30_days_before
FROM mart.reconciliation AS found
LEFT JOIN temp.unit ON found.owner = unit.supplier
WHERE found.unit = 'all'
ORDER BY found DESC NULLS LAST, rule_id
