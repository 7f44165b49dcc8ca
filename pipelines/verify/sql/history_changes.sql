-- Where the changes of a feed are not those the ledger says were loaded, and where its versions are not those the
-- changes make; no row when they are.
-- grain: check and delivery or supplier · owner: data engineering
WITH counted AS (
    SELECT delivery_id, supplier, business_day, version, count(*) AS records
    FROM history.{{ changes }}
    GROUP BY delivery_id, supplier, business_day, version
),

winner AS (
    SELECT {{ key }}, supplier, effective_at, operation, row_hash, delivery_id
    FROM history.{{ changes }}
    QUALIFY row_number() OVER (
        PARTITION BY supplier, {{ key }}, effective_at
        ORDER BY business_day DESC, version DESC
    ) = 1
),

neighbour AS (
    SELECT
        *,
        lag(row_hash) OVER (PARTITION BY supplier, {{ key }} ORDER BY effective_at) AS hash_before
    FROM winner
),

run AS (
    SELECT
        *,
        lead(effective_at) OVER (PARTITION BY supplier, {{ key }} ORDER BY effective_at) AS next_at
    FROM neighbour
    WHERE row_hash IS DISTINCT FROM hash_before
),

made AS (
    SELECT
        supplier,
        count(*) AS versions,
        sum(hash({{ key }}, effective_at, coalesce(next_at, {{ open_end }}), row_hash, delivery_id)) AS total
    FROM run
    WHERE operation <> 'delete'
    GROUP BY supplier
),

standing AS (
    SELECT
        supplier,
        count(*) AS versions,
        sum(hash({{ key }}, valid_from, valid_to, row_hash, delivery_id)) AS total
    FROM history.{{ table }}
    GROUP BY supplier
)

SELECT
    'history.loaded' AS "check",
    concat_ws(' ', line.feed, supplier, business_day, delivery_id) AS "where",
    format('{} changes are there, {} were loaded', coalesce(counted.records, 0), coalesce(line.loaded, 0)) AS what
FROM ops.delivery AS line
LEFT JOIN counted USING (delivery_id, supplier, business_day, version)
WHERE line.feed = '{{ feed }}' AND line.state = 'loaded' AND coalesce(counted.records, 0) <> coalesce(line.loaded, 0)
UNION ALL
SELECT
    'history.versions',
    '{{ feed }} ' || supplier,
    format(
        '{} versions are there, and not the {} that the loaded changes make',
        coalesce(standing.versions, 0), coalesce(made.versions, 0)
    )
FROM made
FULL JOIN standing USING (supplier)
WHERE made.total IS DISTINCT FROM standing.total OR made.versions IS DISTINCT FROM standing.versions
ORDER BY ALL
