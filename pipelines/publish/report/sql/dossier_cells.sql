-- Every district and field: received and finished since 1 January, in process at the end of the newest day
-- grain: district, field · owner: data engineering
WITH newest AS (
    SELECT max(business_day) AS business_day FROM mart.dossier_on_time
),

line AS (
    SELECT
        dossier.*,
        newest.business_day AS newest_day,
        min(dossier.business_day) OVER () AS since
    FROM mart.dossier_on_time AS dossier
    CROSS JOIN newest
    WHERE dossier.business_day >= date_trunc('year', newest.business_day)
)

SELECT
    since,
    newest_day AS until,
    coalesce(district_code, supplier) AS district_code,
    district_name,
    field,
    sum(received)::BIGINT AS received,
    sum(finished)::BIGINT AS finished,
    sum(early)::BIGINT AS early,
    sum(on_time)::BIGINT AS on_time,
    sum(late)::BIGINT AS late,
    coalesce(sum(processing) FILTER (WHERE business_day = newest_day), 0)::BIGINT AS processing,
    coalesce(sum(processing_late) FILTER (WHERE business_day = newest_day), 0)::BIGINT AS processing_late,
    coalesce(sum(paused) FILTER (WHERE business_day = newest_day), 0)::BIGINT AS paused,
    (sum(early) + sum(on_time)) / nullif(sum(finished), 0) AS share
FROM line
GROUP BY ALL
ORDER BY district_code, field
