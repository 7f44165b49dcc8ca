-- Where the records of an events feed are not those the ledger says were loaded; no row when they are. Each record of a
-- delivery that stands is there once, beaten or not.
-- grain: delivery · owner: data engineering
WITH told AS (
    SELECT delivery_id, supplier, business_day FROM history.{{ table }}
    UNION ALL
    SELECT delivery_id, supplier, business_day FROM history.{{ beaten }}
),

counted AS (
    SELECT delivery_id, supplier, business_day, count(*) AS records
    FROM told
    GROUP BY delivery_id, supplier, business_day
)

SELECT
    'history.loaded' AS "check",
    concat_ws(' ', line.feed, supplier, business_day, delivery_id) AS "where",
    format('{} records are there, {} were loaded', coalesce(counted.records, 0), coalesce(line.loaded, 0)) AS what
FROM ops.delivery AS line
LEFT JOIN counted USING (delivery_id, supplier, business_day)
WHERE line.feed = '{{ feed }}' AND line.state = 'loaded' AND coalesce(counted.records, 0) <> coalesce(line.loaded, 0)
ORDER BY ALL
