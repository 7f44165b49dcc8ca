-- Everything due in these days that has not become loaded, with the newest reason known for it; and corrections of what
-- is loaded that were refused, or that this run could not take: the district believes that they count
-- grain: feed, supplier, business day, trouble · owner: data engineering
WITH refusal AS (
    SELECT feed, supplier, business_day, arg_max(refused_because, version) AS because
    FROM ops.delivery
    WHERE state = 'refused'
    GROUP BY ALL
),

errand AS (
    SELECT
        feed,
        supplier,
        business_day,
        arg_max(if(step = 'decision', 'a person withdrew it: ' || because, because), attempted_at) AS because
    FROM ops.attempt
    WHERE because IS NOT NULL AND (step = 'extract' OR (step = 'decision' AND outcome = 'withdraw'))
    GROUP BY ALL
),

-- what broke in the area's machinery when it last broke
breakage AS (
    SELECT area, arg_max(note, settled_at) AS because
    FROM ops.settlement
    WHERE note IS NOT NULL
    GROUP BY ALL
),

-- the version that counts, and a newer one that was refused
refused_correction AS (
    SELECT
        feed,
        supplier,
        business_day,
        arg_max(refused_because, version) FILTER (WHERE state = 'refused') AS because
    FROM ops.delivery
    GROUP BY ALL
    HAVING max(version) FILTER (WHERE state = 'refused') > max(version) FILTER (WHERE state = 'loaded')
),

trouble AS (
    SELECT
        due.feed,
        due.supplier,
        due.business_day,
        due.state,
        CASE
            WHEN due.state = 'refused' THEN refusal.because
            WHEN due.state = 'landed'
                THEN
                    'the delivery of ' || due.supplier || ' landed and could not be loaded: '
                    || coalesce(breakage.because, 'nobody knows why; see the log of the run')
                    || ' The next night tries again, without asking the supplier.'
            ELSE
                coalesce(
                    errand.because,
                    'the supplier ' || due.supplier || ' has delivered nothing for this day, and no errand to it came '
                    || 'back. Next: see the log of the run; the next night asks again.'
                )
        END AS reason
    FROM ops.due
    LEFT JOIN refusal USING (feed, supplier, business_day)
    LEFT JOIN errand USING (feed, supplier, business_day)
    LEFT JOIN breakage ON split_part(due.feed, '.', 1) = breakage.area
    WHERE due.state NOT IN ('loaded', 'late')
    UNION ALL
    SELECT feed, supplier, business_day, 'refused', because FROM refused_correction
    UNION ALL
    SELECT feed, supplier, business_day, outcome, because
    FROM ops.attempt
    WHERE step = 'extract' AND outcome = 'not taken' AND run_id = $run_id
)

SELECT DISTINCT feed, supplier, business_day, state, reason
FROM trouble
WHERE
    list_contains($feeds::VARCHAR[], feed)
    AND business_day BETWEEN $first::DATE AND $last::DATE
ORDER BY feed, business_day, supplier, state
