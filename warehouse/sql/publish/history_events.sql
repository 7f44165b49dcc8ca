-- What does not hold in the history of one events feed; no row when all does. A record's key is never told.
-- grain: check and place · owner: data engineering
WITH repeated AS (
    SELECT supplier, {{ key }}
    FROM history.{{ table }}
    GROUP BY ALL
    HAVING count(*) > 1
),

beaten AS (
    SELECT
        told.supplier,
        standing.business_day IS NULL OR standing.business_day <= told.business_day AS is_wrong
    FROM history.{{ beaten }} AS told
    LEFT JOIN history.{{ table }} AS standing USING (supplier, {{ key }})
),

told AS (
    SELECT supplier, delivery_id FROM history.{{ table }}
    UNION ALL
    SELECT supplier, delivery_id FROM history.{{ beaten }}
),

accepted AS (
    SELECT delivery_id FROM ops.delivery WHERE feed = '{{ feed }}' AND state = 'loaded'
)

SELECT
    'history.one_version' AS "check",
    '{{ feed }} ' || supplier AS "where",
    format('{} events stand more than once', count(*)) AS what
FROM repeated
GROUP BY supplier
UNION ALL
SELECT
    'history.beaten',
    '{{ feed }} ' || supplier,
    format('{} events gave way to no delivery of a later business day', count(*))
FROM beaten
WHERE is_wrong
GROUP BY supplier
UNION ALL
SELECT
    'history.delivery',
    '{{ feed }} ' || supplier || ' ' || delivery_id,
    format('{} events come from a delivery that is not loaded', count(*))
FROM told
ANTI JOIN accepted USING (delivery_id)
GROUP BY supplier, delivery_id
ORDER BY ALL
