-- The coverage that stands beside figures: per day and feed
-- grain: feed, business day · owner: data engineering
SELECT business_day, feed, expected, loaded, note
FROM mart.coverage
ORDER BY business_day, feed
