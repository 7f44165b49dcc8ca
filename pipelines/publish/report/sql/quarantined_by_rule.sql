-- How many records broke each rule, over all suppliers
-- grain: feed, rule · owner: data engineering
SELECT
    feed, [coalesce(min(reason_vi), rule_id), coalesce(min(reason_en), rule_id)] AS rule, severity,
    sum(records)::BIGINT AS records, sum(records)::BIGINT AS length, count(DISTINCT supplier) AS suppliers
FROM mart.delivery_quality_rule
GROUP BY feed, rule_id, severity
ORDER BY severity, records DESC, feed, rule_id
