-- What was due in the 14 days up to one business day and is not loaded, with the newest reason known
-- grain: feed, supplier, business day · owner: data engineering
WITH asked AS (
    SELECT coalesce($day::DATE, max(business_day)) AS newest FROM ops.due
),

refusal AS (
    SELECT feed, supplier, business_day, arg_max(refused_because, version) AS reason
    FROM ops.delivery
    WHERE state = 'refused'
    GROUP BY feed, supplier, business_day
),

attempt AS (
    SELECT feed, supplier, business_day, arg_max(because, attempted_at) AS reason
    FROM ops.attempt
    WHERE step = 'extract' AND because IS NOT NULL
    GROUP BY feed, supplier, business_day
),

-- what broke in the area's machinery when it last broke
breakage AS (
    SELECT area, arg_max(note, settled_at) AS reason
    FROM ops.settlement
    WHERE note IS NOT NULL
    GROUP BY area
)

SELECT
    due.business_day,
    due.feed,
    due.supplier,
    due.state,
    CASE due.state
        WHEN 'refused' THEN refusal.reason
        WHEN 'landed' THEN concat_ws(': ', 'it landed and could not be loaded', breakage.reason)
        ELSE attempt.reason
    END AS reason
FROM ops.due
CROSS JOIN asked
LEFT JOIN refusal USING (feed, supplier, business_day)
LEFT JOIN attempt USING (feed, supplier, business_day)
LEFT JOIN breakage ON split_part(due.feed, '.', 1) = breakage.area
WHERE
    due.state IN ('missing', 'refused', 'landed')
    AND due.business_day BETWEEN asked.newest - 14 AND asked.newest
ORDER BY due.business_day, due.feed, due.supplier
