-- What was due of these and is not loaded, and corrections of what is loaded that were refused; parameters as for the
-- deliveries that count
-- grain: feed, supplier, business day, state · owner: data engineering
WITH wanted AS (
    SELECT DISTINCT
        unnest($of_feed::VARCHAR[]) AS feed,
        unnest($of_supplier::VARCHAR[]) AS supplier,
        unnest($of_day::DATE[]) AS business_day
),

loaded AS (
    SELECT feed, supplier, business_day, version
    FROM ops.delivery
    WHERE state = 'loaded' AND business_day <= $day
),

trouble AS (
    SELECT feed, supplier, business_day, state, reason
    FROM mart.delivery_quality_day
    WHERE state NOT IN ('loaded', 'late')
    UNION ALL
    SELECT
        line.feed,
        line.supplier,
        line.business_day,
        'refused' AS state,
        arg_max(line.refused_because, line.version) AS reason
    FROM ops.delivery AS line
    INNER JOIN loaded USING (feed, supplier, business_day)
    WHERE line.state = 'refused' AND line.version > loaded.version
    GROUP BY ALL
),

newest AS (
    SELECT feed, supplier, max(business_day) AS business_day FROM loaded GROUP BY feed, supplier
)

SELECT trouble.feed, trouble.supplier, trouble.business_day, trouble.state, trouble.reason
FROM trouble
SEMI JOIN wanted
    ON
        trouble.feed = wanted.feed
        AND (wanted.supplier IS NULL OR trouble.supplier = wanted.supplier)
        AND (wanted.business_day IS NULL OR trouble.business_day = wanted.business_day)
LEFT JOIN newest ON trouble.feed = newest.feed AND trouble.supplier = newest.supplier
WHERE
    trouble.business_day <= $day
    -- a state that came later makes up for a day that did not
    AND (
        NOT list_contains($newest_only::VARCHAR[], trouble.feed)
        OR newest.business_day IS NULL
        OR trouble.business_day >= newest.business_day
    )
ORDER BY trouble.feed, trouble.supplier, trouble.business_day
