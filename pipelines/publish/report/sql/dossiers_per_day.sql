-- Dossiers of the whole city received and finished on each day
-- grain: business day · owner: data engineering
SELECT
    business_day AS day, sum(received)::BIGINT AS received, sum(finished)::BIGINT AS finished, sum(late)::BIGINT AS late
FROM mart.dossier_on_time
GROUP BY business_day
ORDER BY business_day
