-- What a supplier's whole states tell of one key: each version, and the day whose state no longer held it
-- grain: supplier, since · owner: data engineering
WITH version AS (
    SELECT * FROM history.{{ table }} WHERE {{ record_key }} = $key
)

SELECT
    supplier,
    'version' AS what,
    valid_from AS since,
    nullif(valid_to, {{ open_end }}) AS until,
    delivery_id,
    {{ content }}
FROM version
UNION ALL BY NAME
SELECT
    gone.supplier,
    'ended' AS what,
    gone.valid_to AS since,
    line.delivery_id
FROM version AS gone
INNER JOIN ops.delivery AS line
    ON
        line.feed = $feed
        AND gone.supplier = line.supplier
        AND gone.valid_to = line.business_day
        AND line.state = 'loaded'
ANTI JOIN version AS following ON gone.supplier = following.supplier AND gone.valid_to = following.valid_from
ORDER BY supplier, since
