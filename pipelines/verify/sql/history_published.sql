-- Where the history of a feed is not the one that was published of it; no row when it is. Compared is what the file
-- published holds as the warehouse does; a feed of which anything was loaded since is passed over, as nobody can tell.
-- handed over: the publication's files attached as `shown` and `core` · grain: delivery · owner: data engineering
WITH since AS (
    SELECT step, feed, outcome FROM ops.attempt
    EXCEPT ALL
    SELECT step, feed, outcome FROM shown.ops.attempt
),

kept AS (
    SELECT supplier, delivery_id, count(*) AS records, sum(hash({{ compared }})) AS total
    FROM history.{{ table }}
    GROUP BY supplier, delivery_id
),

published AS (
    SELECT supplier, delivery_id, count(*) AS records, sum(hash({{ compared }})) AS total
    FROM core.history.{{ table }}
    GROUP BY supplier, delivery_id
)

SELECT
    'history.published' AS "check",
    concat_ws(' ', '{{ feed }}', supplier, delivery_id) AS "where",
    if(
        coalesce(kept.records, 0) = coalesce(published.records, 0),
        'its records are not those that were published',
        format(
            '{} records of it are in the warehouse, {} were published',
            coalesce(kept.records, 0), coalesce(published.records, 0)
        )
    ) AS what
FROM kept
FULL JOIN published USING (supplier, delivery_id)
WHERE
    (kept.records IS DISTINCT FROM published.records OR kept.total IS DISTINCT FROM published.total)
    AND NOT EXISTS (
        SELECT 1 FROM since WHERE step = 'load' AND feed = '{{ feed }}' AND outcome <> 'unchanged'
    )
ORDER BY ALL
