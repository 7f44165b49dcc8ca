-- What is or was held in quarantine of one key
-- grain: delivery, position · owner: data engineering
SELECT
    supplier,
    business_day,
    delivery_id,
    position,
    state,
    rule_ids,
    reasons,
    payload::VARCHAR AS payload,
    resolved_by,
    resolved_at
FROM quarantine.record
WHERE feed = $feed AND record_key = $key
ORDER BY supplier, business_day, delivery_id, position
