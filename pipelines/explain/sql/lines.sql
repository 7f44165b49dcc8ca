-- The ledger's lines of some deliveries, and of other versions of their days: those that gave way or were withdrawn
-- grain: delivery version · owner: data engineering
WITH concerned AS (
    SELECT DISTINCT supplier, business_day FROM ops.delivery WHERE list_contains($delivery_ids, delivery_id)
)

SELECT delivery_id, supplier, business_day, version, state, landed_path
FROM ops.delivery
SEMI JOIN concerned USING (supplier, business_day)
WHERE feed = $feed AND (state IN ('superseded', 'withdrawn') OR list_contains($delivery_ids, delivery_id))
ORDER BY business_day, supplier, version
