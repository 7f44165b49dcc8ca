-- Records whose content is not what their hash was made of; no row when all are. A record's key is never told.
-- handed over: the tables of a feed, and what makes its hash · grain: delivery · owner: data engineering
WITH altered AS (
    {% for stored in stored_in %}
    SELECT supplier, delivery_id
    FROM history.{{ stored }}
    WHERE row_hash IS DISTINCT FROM {{ row_hash }}{{ " AND row_hash <> 'delete'" if is_marked else "" }}
    {{ "UNION ALL" if not loop.last }}
    {% endfor %}
)

SELECT
    'history.content' AS "check",
    concat_ws(' ', '{{ feed }}', supplier, delivery_id) AS "where",
    format('{} records are not what they were when they were loaded', count(*)) AS what
FROM altered
GROUP BY supplier, delivery_id
ORDER BY ALL
