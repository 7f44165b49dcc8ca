-- ops.due: what each supplier owed and what became of it
-- grain: feed, supplier, business day · owner: data engineering
CREATE OR REPLACE VIEW ops.due AS
WITH best AS (
    SELECT
        delivery.feed,
        delivery.supplier,
        delivery.business_day,
        arg_max(delivery.state, CASE delivery.state WHEN 'loaded' THEN 3 WHEN 'landed' THEN 2 ELSE 1 END) AS state,
        min(delivery.landed_at) FILTER (WHERE delivery.state IN ('loaded', 'superseded')) AS first_good_at
    FROM ops.delivery
    WHERE delivery.state IN ('loaded', 'landed', 'refused', 'superseded')
    GROUP BY ALL
)

SELECT
    obligation.feed,
    obligation.supplier,
    obligation.business_day,
    obligation.due_at,
    CASE
        WHEN best.state IS NULL THEN 'missing'
        WHEN best.state = 'loaded' AND best.first_good_at > obligation.due_at THEN 'late'
        ELSE best.state
    END AS state
FROM ops.obligation
LEFT JOIN best USING (feed, supplier, business_day);
