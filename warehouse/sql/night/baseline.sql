-- What was loaded of a feed from 60 days before the first day in hand to the day before the last: what new deliveries
-- are measured against, each against earlier days alone
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
    AND business_day BETWEEN $first::DATE - 60 AND $last::DATE - 1
ORDER BY business_day, supplier
