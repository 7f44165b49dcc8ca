-- The lines of the ledger that were asked for, newest business day first
-- grain: delivery version · owner: data engineering
SELECT
    delivery_id,
    business_day,
    feed,
    supplier,
    version,
    state,
    received,
    unreadable,
    duplicate,
    quarantined,
    loaded,
    landed_at,
    refused_because
FROM ops.delivery
WHERE
    ($feed IS NULL OR feed = $feed)
    AND ($supplier IS NULL OR supplier = $supplier)
    AND ($first::DATE IS NULL OR business_day >= $first::DATE)
    AND ($last::DATE IS NULL OR business_day <= $last::DATE)
    AND ($state IS NULL OR state = $state)
ORDER BY business_day DESC, feed, supplier, version
LIMIT $limit
