-- What deliveries tell of one event: the newest business day holds it, an earlier one says the same or is beaten
-- grain: delivery · owner: data engineering
WITH claim AS (
    SELECT *, false AS is_beaten FROM history.{{ table }} WHERE {{ record_key }} = $key
    UNION ALL BY NAME
    SELECT *, true AS is_beaten FROM history.{{ beaten }} WHERE {{ record_key }} = $key
)

SELECT
    claim.supplier,
    CASE
        WHEN NOT claim.is_beaten THEN 'version'
        WHEN claim.row_hash = holder.row_hash THEN 'equal'
        ELSE 'beaten'
    END AS what,
    claim.business_day AS since,
    NULL::DATE AS until,
    claim.delivery_id,
    {{ content }}
FROM claim
LEFT JOIN history.{{ table }} AS holder ON claim.supplier = holder.supplier AND {{ holder_key }} = $key
ORDER BY claim.supplier, claim.business_day
