-- delivery_quality_day: what each supplier owed for each business day, what became of it, and why it is not loaded
-- Counts are those of the loaded version; the version is the loaded one, or else the newest that came.
-- grain: feed × supplier × business day · owner: data engineering
WITH line AS (
    SELECT *
    FROM ops.delivery
    WHERE state <> 'withdrawn'
    QUALIFY row_number() OVER (
        PARTITION BY feed, supplier, business_day
        ORDER BY state = 'loaded' DESC, version DESC
    ) = 1
),

attempt AS (
    SELECT feed, supplier, business_day, because
    FROM ops.attempt
    WHERE step = 'extract' AND because IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY feed, supplier, business_day
        ORDER BY attempted_at DESC, rowid DESC
    ) = 1
)

SELECT
    due.feed,
    due.supplier,
    coalesce(known.name_vi, due.supplier) AS supplier_name_vi,
    due.business_day,
    due.state,
    due.due_at,
    line.landed_at,
    line.version,
    CASE WHEN line.state = 'loaded' THEN line.received END AS received,
    CASE WHEN line.state = 'loaded' THEN line.unreadable END AS unreadable,
    CASE WHEN line.state = 'loaded' THEN line.duplicate END AS duplicate,
    CASE WHEN line.state = 'loaded' THEN line.quarantined END AS quarantined,
    CASE WHEN line.state = 'loaded' THEN line.loaded END AS loaded,
    CASE
        WHEN due.state NOT IN ('loaded', 'late')
            THEN coalesce(
                line.refused_because,
                attempt.because,
                'the supplier ' || due.supplier || ' has delivered nothing for this day'
            )
    END AS reason
FROM ops.due
LEFT JOIN line USING (feed, supplier, business_day)
LEFT JOIN attempt USING (feed, supplier, business_day)
LEFT JOIN reference.supplier AS known ON due.supplier = known.supplier
WHERE due.business_day <= $day
ORDER BY due.business_day, due.feed, due.supplier
