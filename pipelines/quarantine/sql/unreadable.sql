-- Places that could not be read in the deliveries that were chosen; resolved when a newer version took their place
-- grain: delivery, position · owner: data engineering
SELECT
    delivery.feed,
    delivery.supplier,
    delivery.business_day,
    unreadable.delivery_id,
    unreadable.position,
    CASE WHEN delivery.state = 'loaded' THEN 'open' ELSE 'resolved' END AS state,
    ['unreadable'] AS rule_ids,
    list(unreadable.reason ORDER BY unreadable.reason) AS reasons,
    '{}' AS payload
FROM quarantine.unreadable
INNER JOIN ops.delivery USING (delivery_id)
WHERE
    ($supplier IS NULL OR delivery.supplier = $supplier)
    AND ($feed IS NULL OR delivery.feed = $feed)
    AND ($first::DATE IS NULL OR delivery.business_day >= $first::DATE)
    AND ($last::DATE IS NULL OR delivery.business_day <= $last::DATE)
    AND ($with_resolved OR delivery.state = 'loaded')
GROUP BY ALL
ORDER BY delivery.business_day, delivery.feed, delivery.supplier, unreadable.delivery_id, unreadable.position
