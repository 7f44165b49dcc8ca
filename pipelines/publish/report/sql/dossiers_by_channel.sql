-- Dossiers per channel and day: finished since the year began, in process at the end of the day
-- grain: channel, business day · owner: data engineering
WITH day AS (
    SELECT DISTINCT business_day FROM mart.dossier_channel
),

line AS (
    SELECT
        day.business_day,
        known.channel,
        coalesce(sum(line.received), 0) AS received_day,
        coalesce(sum(line.finished), 0) AS finished_day,
        coalesce(sum(line.early + line.on_time), 0) AS punctual_day,
        coalesce(sum(line.late), 0) AS late_day,
        coalesce(sum(line.processing), 0)::BIGINT AS processing,
        coalesce(sum(line.processing_late), 0)::BIGINT AS processing_late
    FROM day
    CROSS JOIN (SELECT DISTINCT channel FROM mart.dossier_channel) AS known
    LEFT JOIN mart.dossier_channel AS line USING (business_day, channel)
    GROUP BY day.business_day, known.channel
),

so_far AS (
    SELECT
        business_day,
        channel,
        sum(received_day) OVER year_so_far AS received,
        sum(finished_day) OVER year_so_far AS finished,
        sum(punctual_day) OVER year_so_far AS punctual,
        sum(late_day) OVER year_so_far AS late,
        processing,
        processing_late
    FROM line
    WINDOW year_so_far AS (PARTITION BY channel, year(business_day) ORDER BY business_day)
)

SELECT
    business_day,
    coalesce(channel, 'all') AS channel,
    sum(punctual) / nullif(sum(finished), 0) AS on_time_share,
    sum(received)::BIGINT AS received,
    sum(finished)::BIGINT AS finished,
    sum(late)::BIGINT AS late,
    sum(processing)::BIGINT AS processing,
    sum(processing_late)::BIGINT AS processing_late,
    grouping(channel) = 1 AS is_total
FROM so_far
GROUP BY GROUPING SETS ((business_day, channel), (business_day))
ORDER BY business_day, is_total, received DESC, channel
