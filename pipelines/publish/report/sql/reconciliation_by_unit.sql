-- What the rules between registers find, by the unit that holds the records
-- grain: rule, unit · owner: data engineering
SELECT
    [found.name_vi, found.name_en] AS rule_name, [found.unit_name, coalesce(unit.unit[2], found.unit_name)] AS unit,
    checked, found, found_1_day_before, found_7_days_before, found_30_days_before
FROM mart.reconciliation AS found
LEFT JOIN temp.unit ON found.unit = unit.supplier
WHERE found.unit <> 'all' AND found.found > 0
ORDER BY rule_id, found DESC, found.unit
