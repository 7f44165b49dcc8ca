-- What was due in the 14 days up to one business day and is not loaded, with the newest reason known; and corrections
-- of what is loaded that were refused, or that the newest errand could not take
-- grain: feed, supplier, business day, trouble · owner: data engineering
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
    SELECT
        feed,
        supplier,
        business_day,
        arg_max(if(step = 'decision', 'a person withdrew it: ' || because, because), attempted_at) AS reason
    FROM ops.attempt
    WHERE because IS NOT NULL AND (step = 'extract' OR (step = 'decision' AND outcome = 'withdraw'))
    GROUP BY feed, supplier, business_day
),

-- what broke in the area's machinery when it last broke
breakage AS (
    SELECT area, arg_max(note, settled_at) AS reason
    FROM ops.settlement
    WHERE note IS NOT NULL
    GROUP BY area
),

refused_correction AS (
    SELECT
        feed,
        supplier,
        business_day,
        arg_max(refused_because, version) FILTER (WHERE state = 'refused') AS reason
    FROM ops.delivery
    GROUP BY ALL
    HAVING max(version) FILTER (WHERE state = 'refused') > max(version) FILTER (WHERE state = 'loaded')
),

-- what the newest errand said of each day: a delivery that landed names its day in the ledger
errand AS (
    SELECT
        attempt.feed,
        attempt.supplier,
        coalesce(attempt.business_day, delivery.business_day) AS business_day,
        attempt.outcome,
        attempt.because AS reason
    FROM ops.attempt
    LEFT JOIN ops.delivery USING (delivery_id)
    WHERE attempt.step = 'extract' AND attempt.outcome IN ('landed', 'missing', 'not taken')
    QUALIFY attempt.attempted_at = max(attempt.attempted_at) OVER (
        PARTITION BY attempt.feed, attempt.supplier, coalesce(attempt.business_day, delivery.business_day)
    )
),

trouble AS (
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
    LEFT JOIN refusal USING (feed, supplier, business_day)
    LEFT JOIN attempt USING (feed, supplier, business_day)
    LEFT JOIN breakage ON split_part(due.feed, '.', 1) = breakage.area
    WHERE due.state IN ('missing', 'refused', 'landed')
    UNION ALL
    SELECT business_day, feed, supplier, 'refused', reason FROM refused_correction
    UNION ALL
    SELECT business_day, feed, supplier, outcome, reason FROM errand WHERE outcome = 'not taken'
)

SELECT DISTINCT trouble.*
FROM trouble
CROSS JOIN asked
WHERE trouble.business_day BETWEEN asked.newest - 14 AND asked.newest
ORDER BY trouble.business_day, trouble.feed, trouble.supplier, trouble.state
