-- How many records of each supplier broke each rule
-- grain: feed, supplier, rule · owner: data engineering
SELECT
    [supplier_name_vi, coalesce(unit.unit[2], supplier_name_vi)] AS supplier_name,
    [coalesce(reason_vi, rule_id), coalesce(reason_en, rule_id)] AS rule, severity, records, feed
FROM mart.delivery_quality_rule
LEFT JOIN temp.unit USING (supplier)
ORDER BY records DESC, feed, supplier, rule_id
