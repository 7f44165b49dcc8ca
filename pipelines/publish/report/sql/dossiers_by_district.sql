-- Dossiers per district, the lowest share first: received and finished since 1 January, in process at the end of the
-- newest day
-- grain: district · owner: data engineering
WITH newest AS (
    SELECT max(business_day) AS business_day FROM mart.dossier_on_time
)

SELECT
    coalesce(line.district_code, line.supplier) AS code,
    line.district_name AS name,
    sum(line.received)::BIGINT AS received,
    sum(line.finished)::BIGINT AS finished,
    sum(line.early)::BIGINT AS early,
    sum(line.on_time)::BIGINT AS on_time,
    sum(line.late)::BIGINT AS late,
    coalesce(sum(line.processing) FILTER (WHERE line.business_day = newest.business_day), 0)::BIGINT AS processing,
    coalesce(
        sum(line.processing_late) FILTER (WHERE line.business_day = newest.business_day), 0
    )::BIGINT AS processing_late,
    coalesce(sum(line.paused) FILTER (WHERE line.business_day = newest.business_day), 0)::BIGINT AS paused,
    (sum(line.early) + sum(line.on_time)) / nullif(sum(line.finished), 0) AS share
FROM mart.dossier_on_time AS line
CROSS JOIN newest
WHERE line.business_day >= date_trunc('year', newest.business_day)
GROUP BY line.supplier, line.district_code, line.district_name
ORDER BY share NULLS LAST, late DESC, code
