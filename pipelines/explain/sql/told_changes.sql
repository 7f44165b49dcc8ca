-- What the accepted change records of one key tell, beaten and equal ones too
-- At one instant the newest business day wins; a winner equal to the winner before it begins no version.
-- grain: delivery, instant · owner: data engineering
WITH told AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY supplier, effective_at
            ORDER BY business_day DESC, version DESC
        ) > 1 AS is_beaten
    FROM history.{{ changes }}
    WHERE {{ record_key }} = $key
),

winner AS (
    SELECT
        supplier,
        effective_at,
        coalesce(lag(row_hash) OVER (PARTITION BY supplier ORDER BY effective_at), 'delete') AS hash_before
    FROM told
    WHERE NOT is_beaten
),

version AS (
    SELECT supplier, valid_from, valid_to FROM history.{{ table }} WHERE {{ record_key }} = $key
)

SELECT
    told.supplier,
    CASE
        WHEN told.is_beaten THEN 'beaten'
        WHEN told.row_hash = winner.hash_before THEN 'equal'
        WHEN told.operation = 'delete' THEN 'deleted'
        ELSE 'version'
    END AS what,
    told.effective_at AS since,
    CASE WHEN what = 'version' THEN nullif(version.valid_to, {{ open_end }}) END AS until,
    told.delivery_id,
    {{ content }}
FROM told
INNER JOIN winner ON told.supplier = winner.supplier AND told.effective_at = winner.effective_at
LEFT JOIN version ON told.supplier = version.supplier AND told.effective_at = version.valid_from
ORDER BY told.supplier, told.effective_at, told.is_beaten DESC, told.business_day, told.version
