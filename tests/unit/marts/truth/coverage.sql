-- coverage once more; nothing is late where each night asks for its own day
-- grain: business day × feed
WITH came AS (
    SELECT feed, supplier, business_day, bool_or(state = 'loaded') AS is_loaded FROM deliveries GROUP BY ALL
)
SELECT
    business_day, feed, count(*) AS expected, tally(is_loaded) AS loaded, 0 AS late, tally(is_loaded IS NULL) AS missing,
    tally(NOT is_loaded) AS refused
FROM owed LEFT JOIN came USING (feed, supplier, business_day) GROUP BY ALL
