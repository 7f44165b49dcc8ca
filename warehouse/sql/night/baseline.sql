-- What was loaded of a feed in the 60 days before: what new deliveries are measured against
-- grain: delivery · owner: data engineering
SELECT
    delivery_id,
    supplier,
    business_day,
    version,
    received,
    loaded,
    loaded AS keys
FROM ops.delivery
WHERE
    feed = $feed
    AND state = 'loaded'
    AND business_day BETWEEN $day::DATE - 60 AND $day::DATE - 1
ORDER BY business_day, supplier
