-- How many records broke each rule, over all suppliers
-- grain: feed, rule · owner: data engineering
SELECT
    feed, rule_id, severity,
    min(reason_vi) AS reason_vi, min(reason_en) AS reason_en,
    sum(records)::BIGINT AS records, count(DISTINCT supplier) AS suppliers
FROM mart.delivery_quality_rule
GROUP BY feed, rule_id, severity
ORDER BY severity, records DESC, feed, rule_id
