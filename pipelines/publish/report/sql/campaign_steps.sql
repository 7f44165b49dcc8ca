-- Open steps of the bottlenecks on each day of the campaign
-- grain: business day · owner: data engineering
SELECT business_day AS day, value AS open_steps
FROM mart.campaign
WHERE unit = 'all' AND indicator = 'bottleneck_open_steps'
ORDER BY business_day
