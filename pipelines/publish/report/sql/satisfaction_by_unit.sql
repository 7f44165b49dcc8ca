-- Satisfaction per unit over the last 30 days, the lowest first
-- grain: unit · owner: data engineering
SELECT
    [supplier_name, coalesce(unit.unit[2], supplier_name)] AS unit, satisfaction_index, satisfied_share,
    dissatisfied_share, forms
FROM mart.satisfaction
LEFT JOIN temp.unit USING (supplier)
WHERE period = '30_days' AND criterion = 'all'
ORDER BY satisfaction_index, supplier
