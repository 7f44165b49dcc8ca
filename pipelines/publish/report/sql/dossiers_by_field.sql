-- Dossiers per field and day, the most frequent first: finished since the year began, in process at the end of the day
-- grain: field, business day · owner: data engineering
SELECT
    business_day,
    coalesce(field, 'Tất cả · All') AS field,
    sum(punctual) / nullif(sum(finished), 0) AS on_time_share,
    sum(received)::BIGINT AS received,
    sum(finished)::BIGINT AS finished,
    sum(late)::BIGINT AS late,
    sum(processing)::BIGINT AS processing,
    sum(processing_late)::BIGINT AS processing_late,
    sum(paused)::BIGINT AS paused,
    grouping(field) = 1 AS is_total
FROM temp.desk_day
GROUP BY GROUPING SETS ((business_day, field), (business_day))
ORDER BY business_day, is_total, finished DESC, field
