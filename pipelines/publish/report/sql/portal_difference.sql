-- Dossiers of each unit beside those the national portal knows
-- grain: unit · owner: data engineering
SELECT
    [supplier_name, coalesce(unit.unit[2], supplier_name)] AS unit, at_desk, on_portal, on_both, missing_on_portal,
    missing_at_desk, done_on_portal_only, done_at_desk_only
FROM mart.portal_difference
LEFT JOIN temp.unit USING (supplier)
ORDER BY missing_on_portal + missing_at_desk DESC, supplier
