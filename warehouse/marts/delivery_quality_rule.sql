-- delivery_quality_rule: how many records of each supplier broke each rule, in what stands today
-- A record that broke two rules counts for both. Of a rule about whole deliveries: the records of those it refused.
-- handed over in `known_rule`: rules as they are today; a rule that is no more is told by the reason stored with it
-- grain: feed × supplier × rule · owner: data engineering
WITH standing AS (
    SELECT delivery_id, feed, supplier
    FROM ops.delivery
    WHERE state = 'loaded' AND business_day <= $day
),

refused AS (
    SELECT line.delivery_id, line.feed, line.supplier, line.refused_because
    FROM ops.delivery AS line
    INNER JOIN ops.due USING (feed, supplier, business_day)
    WHERE line.state = 'refused' AND due.state = 'refused' AND line.business_day <= $day
    QUALIFY row_number() OVER (
        PARTITION BY line.feed, line.supplier, line.business_day
        ORDER BY line.version DESC
    ) = 1
),

held AS (
    SELECT
        record.feed,
        record.supplier,
        unnest(record.rule_ids) AS rule_id,
        unnest(record.reasons) AS reason
    FROM quarantine.record
    SEMI JOIN standing USING (delivery_id)
),

broken AS (
    SELECT
        feed,
        supplier,
        rule_id,
        'critical' AS severity,
        any_value(split_part(reason, ' / ', 1)) AS reason_vi,
        any_value(substr(reason, strpos(reason, ' / ') + 3)) AS reason_en,
        count(*) AS records
    FROM held
    GROUP BY feed, supplier, rule_id
    UNION ALL
    SELECT
        standing.feed,
        standing.supplier,
        'unreadable',
        'critical',
        'Không đọc được bản ghi',
        'the record cannot be read',
        count(DISTINCT concat_ws(' ', unreadable.delivery_id, unreadable.position))
    FROM quarantine.unreadable
    INNER JOIN standing USING (delivery_id)
    GROUP BY standing.feed, standing.supplier
    UNION ALL
    SELECT standing.feed, standing.supplier, warning.rule_id, 'warning', NULL, NULL, sum(warning.records)
    FROM ops.warning
    INNER JOIN standing USING (delivery_id)
    GROUP BY standing.feed, standing.supplier, warning.rule_id
    UNION ALL
    SELECT
        refused.feed,
        refused.supplier,
        unnest((verdict.verdict ->> '$.refused_by[*]')),
        'critical',
        NULL,
        refused.refused_because,
        coalesce((verdict.verdict ->> '$.received')::BIGINT, 0)
    FROM refused
    INNER JOIN ops.verdict USING (delivery_id)
)

SELECT
    broken.feed,
    broken.supplier,
    any_value(coalesce(known.name_vi, broken.supplier)) AS supplier_name_vi,
    broken.rule_id,
    broken.severity,
    coalesce(any_value(rule.reason_vi), any_value(broken.reason_vi), broken.rule_id) AS reason_vi,
    coalesce(any_value(rule.reason_en), any_value(broken.reason_en), broken.rule_id) AS reason_en,
    sum(broken.records)::BIGINT AS records
FROM broken
LEFT JOIN known_rule AS rule ON broken.rule_id = rule.rule_id AND (rule.feed IS NULL OR broken.feed = rule.feed)
LEFT JOIN reference.supplier AS known ON broken.supplier = known.supplier
GROUP BY broken.feed, broken.supplier, broken.rule_id, broken.severity
ORDER BY broken.feed, broken.supplier, broken.severity, broken.rule_id
