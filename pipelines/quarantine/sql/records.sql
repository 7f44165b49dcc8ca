-- Held records that were chosen; a parameter that is NULL chooses all
-- grain: delivery, position · owner: data engineering
SELECT
    feed,
    supplier,
    business_day,
    delivery_id,
    position,
    state,
    rule_ids,
    reasons,
    payload::VARCHAR AS payload
FROM quarantine.record
WHERE
    ($supplier IS NULL OR supplier = $supplier)
    AND ($feed IS NULL OR feed = $feed)
    AND ($first::DATE IS NULL OR business_day >= $first::DATE)
    AND ($last::DATE IS NULL OR business_day <= $last::DATE)
    AND ($with_resolved OR state = 'open')
ORDER BY business_day, feed, supplier, delivery_id, position
