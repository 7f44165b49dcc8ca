-- Each figure of the scorecard on every day of which the publication holds it
-- grain: indicator · owner: data engineering
SELECT indicator, list(business_day ORDER BY business_day) AS days, list(value ORDER BY business_day) AS "values"
FROM mart.scorecard_day
GROUP BY indicator
ORDER BY indicator
