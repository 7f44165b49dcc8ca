-- Every record that does not load, counted once: duplicate first, then contradiction, then the critical rules
-- grain: record · owner: data engineering
CREATE OR REPLACE TABLE fault AS
WITH critical AS (
    SELECT delivery_id, "position", list_filter(rule_ids, lambda r: list_contains(severe, r)) AS rule_ids
    FROM broken
    CROSS JOIN (SELECT list(rule_id) AS severe FROM rule WHERE severity = 'critical')
),

merged AS (
    SELECT
        delivery_id,
        "position",
        coalesce(repeat.is_duplicate, false) AS is_duplicate,
        CASE
            WHEN repeat.is_duplicate THEN []
            WHEN repeat.is_duplicate IS NULL THEN critical.rule_ids
            ELSE list_concat(['{{ contradiction }}'], coalesce(critical.rule_ids, []))
        END AS rule_ids
    FROM critical
    FULL JOIN repeat USING (delivery_id, "position")
)

SELECT
    merged.delivery_id,
    merged."position",
    CASE WHEN merged.is_duplicate THEN 'duplicate' ELSE 'quarantined' END AS disposition,
    {{ record_key }} AS record_key,
    merged.rule_ids,
    list_transform(merged.rule_ids, lambda r: told.reason_of[r]) AS reasons
FROM merged
INNER JOIN conformed USING (delivery_id, "position")
CROSS JOIN (SELECT map(list(rule_id), list(reason)) AS reason_of FROM rule) AS told
WHERE merged.is_duplicate OR len(merged.rule_ids) > 0;
