-- What does not hold in the history of one feed; no row when all does. A record's key is never told.
-- grain: check and place · owner: data engineering
WITH repeated AS (
    SELECT supplier, {{ key }}
    FROM history.{{ table }}
    GROUP BY ALL
    HAVING count(*) > 1
),

version AS (
    SELECT
        supplier,
        valid_to,
        lead(valid_from) OVER (PARTITION BY supplier, {{ key }} ORDER BY valid_from, valid_to) AS next_from
    FROM history.{{ table }}
    SEMI JOIN repeated USING (supplier, {{ key }})
),

accepted AS (
    SELECT delivery_id FROM ops.delivery WHERE feed = '{{ feed }}' AND state = 'loaded'
)

SELECT
    'history.one_version' AS "check",
    '{{ feed }} ' || supplier AS "where",
    format('{} versions of a key begin before the one before has ended', count(*)) AS what
FROM version
WHERE next_from < valid_to
GROUP BY supplier
UNION ALL
SELECT 'history.validity', '{{ feed }} ' || supplier, format('{} versions end before they begin', count(*))
FROM history.{{ table }}
WHERE valid_from >= valid_to
GROUP BY supplier
UNION ALL
SELECT
    'history.delivery',
    '{{ feed }} ' || supplier || ' ' || delivery_id,
    format('{} versions come from a delivery that is not loaded', count(*))
FROM history.{{ table }}
ANTI JOIN accepted USING (delivery_id)
GROUP BY supplier, delivery_id
ORDER BY ALL
