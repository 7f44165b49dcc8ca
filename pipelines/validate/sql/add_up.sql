-- Deliveries whose records are not each counted once, and lines the tables do not bear out; none when all is well
-- grain: delivery, invariant · owner: data engineering
WITH line AS (
    SELECT * FROM delivery WHERE state = 'good'
),

held AS (
    SELECT delivery_id, count(*) AS records FROM quarantined GROUP BY delivery_id
),

kept AS (
    SELECT delivery_id, count(*) AS records FROM good GROUP BY delivery_id
)

SELECT line.delivery_id, 'received' AS invariant
FROM line
WHERE line.received IS DISTINCT FROM line.unreadable + line.duplicate + line.quarantined + line.loaded
UNION ALL
SELECT line.delivery_id, 'quarantined'
FROM line
LEFT JOIN held USING (delivery_id)
WHERE line.quarantined IS DISTINCT FROM coalesce(held.records, 0)
UNION ALL
SELECT line.delivery_id, 'loaded'
FROM line
LEFT JOIN kept USING (delivery_id)
WHERE line.loaded IS DISTINCT FROM coalesce(kept.records, 0)
ORDER BY ALL;
