-- How many records of each supplier broke each rule
-- grain: feed, supplier, rule · owner: data engineering
SELECT feed, supplier, supplier_name_vi AS name_vi, rule_id, severity, reason_vi, reason_en, records
FROM mart.delivery_quality_rule
ORDER BY records DESC, feed, supplier, rule_id
