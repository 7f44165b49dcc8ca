-- The deliveries that rows of a mart are made of; parameters: what rows name of feed, supplier and day (NULL for all),
-- and the feeds of which only each supplier's newest day counts
-- grain: delivery · owner: data engineering
WITH wanted AS (
    SELECT DISTINCT
        unnest($of_feed::VARCHAR[]) AS feed,
        unnest($of_supplier::VARCHAR[]) AS supplier,
        unnest($of_day::DATE[]) AS business_day
)

SELECT
    line.feed,
    line.supplier,
    line.business_day,
    line.version,
    line.delivery_id,
    line.loaded AS records,
    line.quarantined,
    line.unreadable,
    line.landed_at,
    line.landed_path
FROM ops.delivery AS line
SEMI JOIN wanted
    ON
        line.feed = wanted.feed
        AND (wanted.supplier IS NULL OR line.supplier = wanted.supplier)
        AND (wanted.business_day IS NULL OR line.business_day = wanted.business_day)
WHERE line.state = 'loaded' AND line.business_day <= $day
QUALIFY
    NOT list_contains($newest_only::VARCHAR[], line.feed)
    OR line.business_day = max(line.business_day) OVER (PARTITION BY line.feed, line.supplier)
ORDER BY line.feed, line.supplier, line.business_day
