-- What the ledger says of each landed delivery
-- grain: delivery · owner: data engineering
SELECT delivery_id, feed, supplier, business_day, version, landed_path, sha256
FROM ops.delivery
ORDER BY business_day, feed, supplier, version
