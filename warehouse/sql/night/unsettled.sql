-- Everything due in these days that has not become loaded, with the newest reason known for it
-- grain: feed, supplier, business day · owner: data engineering
SELECT
    due.feed,
    due.supplier,
    due.business_day,
    due.state,
    coalesce(
        refusal.refused_because,
        attempt.because,
        'the supplier ' || due.supplier || ' has delivered nothing for this day'
    ) AS reason
FROM ops.due
LEFT JOIN (
    SELECT feed, supplier, business_day, arg_max(refused_because, version) AS refused_because
    FROM ops.delivery
    WHERE state = 'refused'
    GROUP BY ALL
) AS refusal
    ON
        due.state = 'refused'
        AND due.feed = refusal.feed
        AND due.supplier = refusal.supplier
        AND due.business_day = refusal.business_day
LEFT JOIN (
    SELECT feed, supplier, business_day, arg_max(because, attempted_at) AS because
    FROM ops.attempt
    WHERE step = 'extract' AND because IS NOT NULL
    GROUP BY ALL
) AS attempt
    ON
        due.feed = attempt.feed
        AND due.supplier = attempt.supplier
        AND due.business_day = attempt.business_day
WHERE
    due.state NOT IN ('loaded', 'late')
    AND list_contains($feeds::VARCHAR[], due.feed)
    AND due.business_day BETWEEN $first::DATE AND $last::DATE
ORDER BY due.feed, due.business_day, due.supplier
