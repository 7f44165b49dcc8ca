-- Dossiers of the whole city per day, newest first, four weeks at most
-- grain: day · owner: data engineering
SELECT
    business_day::VARCHAR AS code, strftime(business_day, '%d/%m/%Y') AS name,
    sum(received)::BIGINT AS received, sum(finished)::BIGINT AS finished, sum(early)::BIGINT AS early,
    sum(on_time)::BIGINT AS on_time, sum(late)::BIGINT AS late, sum(processing)::BIGINT AS processing,
    sum(processing_late)::BIGINT AS processing_late, sum(paused)::BIGINT AS paused,
    (sum(early) + sum(on_time)) / nullif(sum(finished), 0) AS share
FROM mart.dossier_on_time
WHERE business_day > (SELECT max(business_day) - 28 FROM mart.dossier_on_time)
GROUP BY business_day
ORDER BY business_day DESC
