-- Where the state of a snapshot feed on a delivery's day is not what the ledger says was loaded; no row when it is.
-- Valid on the day are the loaded records, and those of the keys that the day is silent about and carries on.
-- grain: check and delivery · owner: data engineering
WITH line AS (
    SELECT delivery_id, supplier, business_day, coalesce(loaded, 0) AS loaded
    FROM ops.delivery
    WHERE feed = '{{ feed }}' AND state = 'loaded'
),

step AS (
    SELECT supplier, valid_from AS at_day, count(*) AS more
    FROM history.{{ table }}
    GROUP BY supplier, valid_from
    UNION ALL
    SELECT supplier, valid_to AS at_day, -count(*) AS more
    FROM history.{{ table }}
    GROUP BY supplier, valid_to
),

standing AS (
    SELECT line.delivery_id, sum(step.more)::BIGINT AS versions
    FROM line
    INNER JOIN step ON line.supplier = step.supplier AND line.business_day >= step.at_day
    GROUP BY line.delivery_id
),

carried AS (
    SELECT supplier, hidden.business_day, count(*) AS versions
    FROM history.{{ unobserved }} AS hidden
    INNER JOIN history.{{ table }} AS version USING (supplier, {{ key }})
    WHERE hidden.business_day >= version.valid_from AND hidden.business_day < version.valid_to
    GROUP BY supplier, hidden.business_day
),

begun AS (
    SELECT supplier, valid_from AS business_day, delivery_id, count(*) AS versions
    FROM history.{{ table }}
    GROUP BY supplier, valid_from, delivery_id
)

SELECT
    'history.loaded' AS "check",
    concat_ws(' ', '{{ feed }}', supplier, business_day, delivery_id) AS "where",
    format(
        '{} records are valid on its day, not the {} that were loaded and the {} that were carried on',
        coalesce(standing.versions, 0), line.loaded, coalesce(carried.versions, 0)
    ) AS what
FROM line
LEFT JOIN standing USING (delivery_id)
LEFT JOIN carried USING (supplier, business_day)
WHERE coalesce(standing.versions, 0) <> line.loaded + coalesce(carried.versions, 0)
UNION ALL
SELECT
    'history.begin',
    concat_ws(' ', '{{ feed }}', supplier, business_day, delivery_id),
    format('{} versions begin on a day that is not that of their delivery', versions)
FROM begun
ANTI JOIN line USING (supplier, business_day, delivery_id)
ORDER BY ALL
