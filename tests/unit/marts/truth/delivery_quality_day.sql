-- delivery_quality_day once more: of each delivery owed the version that is loaded, or else the newest offered
-- grain: feed × supplier × business day
WITH best AS (
    FROM deliveries QUALIFY row_number() OVER (PARTITION BY feed, supplier, business_day ORDER BY (state = 'loaded')::INTEGER DESC, version DESC) = 1
)
SELECT feed, supplier, business_day, coalesce(state, 'missing') AS state, version, received, unreadable, duplicate, quarantined, loaded
FROM owed LEFT JOIN best USING (feed, supplier, business_day)
