-- Overdue dossiers of the whole city on each day of the campaign
-- grain: business day · owner: data engineering
SELECT business_day AS day, value AS processing_late
FROM mart.campaign
WHERE unit = 'all' AND indicator = 'processing_late'
ORDER BY business_day
