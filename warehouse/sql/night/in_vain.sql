-- Days that are loaded and that a run asked their supplier for again without getting them, each with the reason
-- grain: feed, supplier, business day · owner: data engineering
SELECT DISTINCT
    feed,
    supplier,
    business_day,
    attempt.because
FROM ops.attempt AS attempt
INNER JOIN ops.due AS due USING (feed, supplier, business_day)
WHERE
    attempt.run_id = $run_id
    AND attempt.step = 'extract'
    AND attempt.outcome = 'missing'
    AND due.state IN ('loaded', 'late')
    AND list_contains($feeds::VARCHAR[], feed)
ORDER BY feed, business_day, supplier
