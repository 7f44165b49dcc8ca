-- How one business day stands, the newest that was due when none is named
-- grain: feed · owner: data engineering
WITH asked AS (
    SELECT coalesce($day::DATE, max(business_day)) AS business_day FROM ops.due
),

line AS (
    SELECT * FROM ops.delivery WHERE state = 'loaded'
)

SELECT
    due.feed,
    due.business_day,
    count(*) AS due,
    count(*) FILTER (WHERE due.state IN ('loaded', 'late')) AS loaded,
    count(*) FILTER (WHERE due.state = 'late') AS late,
    count(*) FILTER (WHERE due.state = 'landed') AS landed,
    count(*) FILTER (WHERE due.state = 'refused') AS refused,
    count(*) FILTER (WHERE due.state = 'missing') AS missing,
    coalesce(sum(line.quarantined), 0)::BIGINT AS quarantined,
    coalesce(sum(line.unreadable), 0)::BIGINT AS unreadable
FROM ops.due
SEMI JOIN asked USING (business_day)
LEFT JOIN line USING (feed, supplier, business_day)
GROUP BY due.feed, due.business_day
ORDER BY due.feed
