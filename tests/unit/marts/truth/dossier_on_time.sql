-- dossier_on_time once more: a list of the hours the desks are open instead of a clock of working days, and the stock of
-- each day counted as it stood on it instead of moved from day to day
-- grain: business day on which any dossiers were loaded × supplier × field of the procedure
WITH reported AS (
    SELECT DISTINCT business_day FROM deliveries WHERE feed = 'procedures.dossier' AND state = 'loaded'
), began AS (
    SELECT supplier, min(business_day) AS first_day FROM deliveries WHERE feed = 'procedures.dossier' AND state = 'loaded' GROUP BY supplier
), life AS (
    SELECT
        d.supplier, d.dossier_code, coalesce(p.field, 'Không xác định') AS field, s.report_bucket AS bucket, d.from_day, d.to_day,
        hanoi(d.received_at) AS received_at, hanoi(d.due_at)::DATE AS promised_on, d.processing_hours,
        hanoi(coalesce(d.finished_at, d.returned_at, d.told_at))::DATE AS ended_on,
        hanoi(d.told_at) AS told_at, hanoi(lead(d.told_at) OVER w) AS told_until, lag(s.report_bucket) OVER w AS bucket_before
    FROM procedures_dossier AS d
    LEFT JOIN fact('dossier_statuses') AS s ON s.status_code::INTEGER = d.status_code
    LEFT JOIN fact('administrative_procedures') AS p USING (procedure_code)
    WINDOW w AS (PARTITION BY d.supplier, d.dossier_code ORDER BY d.told_at)
), wait AS (
    -- a pause, in seconds the desks were open
    SELECT l.supplier, l.dossier_code, l.told_at, sum(epoch(least(h.closes, l.told_until) - greatest(h.opens, l.told_at))) AS seconds
    FROM life AS l JOIN desk_hours AS h ON h.opens < l.told_until AND h.closes > l.told_at
    WHERE l.bucket = 'paused'
    GROUP BY ALL
), hours_only AS (
    SELECT
        l.supplier, l.dossier_code, l.told_at,
        h.worked_before + CASE WHEN l.received_at > h.opens THEN epoch(least(h.closes, l.received_at) - h.opens) ELSE 0 END
        + greatest(1, l.processing_hours * 3600 + coalesce(
            (SELECT sum(w.seconds) FROM wait AS w WHERE w.supplier = l.supplier AND w.dossier_code = l.dossier_code AND w.told_at < l.told_at), 0
        )) AS work_due
    FROM life AS l
    JOIN began AS b ON b.supplier = l.supplier AND l.received_at::DATE >= b.first_day
    ASOF JOIN desk_hours AS h ON l.received_at >= h.opens
    WHERE l.promised_on IS NULL AND l.processing_hours IS NOT NULL
), summed AS (
    -- what is done at the moment a desk closes is done by then
    SELECT s.supplier, s.dossier_code, s.told_at, h.opens::DATE AS summed_on
    FROM hours_only AS s ASOF JOIN desk_hours AS h ON s.work_due > h.worked_before
), known AS (
    SELECT l.*, coalesce(l.promised_on, s.summed_on) AS due_on
    FROM life AS l LEFT JOIN summed AS s USING (supplier, dossier_code, told_at)
), counted AS (
    SELECT supplier, arg_min(field, told_at) AS field, arg_min(received_at::DATE, told_at) AS business_day, 'received' AS figure
    FROM known WHERE bucket <> 'not_counted' GROUP BY supplier, dossier_code
    UNION ALL
    SELECT supplier, field, ended_on, unnest(['finished', CASE WHEN ended_on < due_on THEN 'early' WHEN ended_on > due_on THEN 'late' ELSE 'on_time' END])
    FROM known WHERE bucket = 'finished' AND coalesce(bucket_before <> 'finished', true)
    UNION ALL
    SELECT supplier, field, r.business_day, unnest(CASE
        WHEN bucket = 'paused' THEN ['paused'] WHEN due_on <= r.business_day THEN ['processing', 'processing_late'] ELSE ['processing'] END)
    FROM known JOIN reported AS r ON r.business_day >= from_day AND r.business_day < to_day
    WHERE bucket IN ('processing', 'paused')
)
SELECT
    business_day, supplier, field, tally(figure = 'received') AS received, tally(figure = 'finished') AS finished,
    tally(figure = 'early') AS early, tally(figure = 'on_time') AS on_time, tally(figure = 'late') AS late,
    tally(figure = 'processing') AS processing, tally(figure = 'processing_late') AS processing_late, tally(figure = 'paused') AS paused,
    1 - tally(figure = 'late') / nullif(tally(figure = 'finished'), 0) AS on_time_share
FROM counted JOIN reported USING (business_day)
GROUP BY ALL
