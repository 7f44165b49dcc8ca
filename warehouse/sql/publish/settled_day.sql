-- The newest business day that every area has settled or been given up on; NULL when there is none
-- handed over: $areas · grain: one row · owner: data engineering
SELECT max(business_day) AS business_day
FROM (
    SELECT business_day
    FROM ops.settlement
    WHERE list_contains($areas::VARCHAR[], area)
    GROUP BY business_day
    HAVING count(DISTINCT area) = len($areas::VARCHAR[])
)
