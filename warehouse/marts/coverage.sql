-- coverage: how much of what was due of a feed stands behind the figures of a business day
-- What came and is not loaded counts as missing: no figure knows it. The note tells why an area did not settle, and who
-- is missing or refused. grain: business day × feed · owner: data engineering
WITH owed AS (
    SELECT
        due.business_day,
        due.feed,
        due.supplier,
        coalesce(known.name_vi, due.supplier) AS name_vi,
        CASE WHEN due.state IN ('loaded', 'late', 'refused') THEN due.state ELSE 'missing' END AS state
    FROM ops.due
    LEFT JOIN reference.supplier AS known USING (supplier)
    WHERE due.business_day <= $day
),

settled AS (
    SELECT area, business_day, note
    FROM ops.settlement
    QUALIFY row_number() OVER (PARTITION BY area, business_day ORDER BY settled_at DESC, rowid DESC) = 1
),

counted AS (
    SELECT
        business_day,
        split_part(feed, '.', 1) AS area,
        feed,
        count(*) AS expected,
        count(*) FILTER (WHERE state IN ('loaded', 'late')) AS loaded,
        count(*) FILTER (WHERE state = 'late') AS late,
        count(*) FILTER (WHERE state = 'missing') AS missing,
        count(*) FILTER (WHERE state = 'refused') AS refused,
        string_agg(name_vi, ', ' ORDER BY supplier) FILTER (WHERE state = 'missing') AS missing_names,
        string_agg(name_vi, ', ' ORDER BY supplier) FILTER (WHERE state = 'refused') AS refused_names
    FROM owed
    GROUP BY business_day, feed
)

SELECT
    counted.* EXCLUDE (missing_names, refused_names),
    nullif(concat_ws(
        '; ',
        settled.note,
        'thiếu (missing): ' || counted.missing_names,
        'bị từ chối (refused): ' || counted.refused_names
    ), '') AS note
FROM counted
LEFT JOIN settled USING (area, business_day)
ORDER BY counted.business_day, counted.feed
