-- Every unit and field on the newest day: since the year began, in process at its end
-- grain: unit, field · owner: data engineering
SELECT
    unit, field, received, finished, late, punctual / nullif(finished, 0) AS on_time_share, processing,
    processing_late, paused
FROM temp.desk_day
WHERE business_day = (SELECT max(business_day) FROM temp.desk_day) AND received + finished + processing + paused > 0
ORDER BY kind DESC, supplier, field
