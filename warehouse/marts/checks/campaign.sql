-- Sums that must hold in the campaign
-- grain: sum, with how often it is broken · owner: data engineering
WITH campaign_day AS (
    SELECT
        business_day,
        indicator,
        sum(value) FILTER (WHERE unit <> 'all') AS value,
        max(value) FILTER (WHERE unit = 'all') AS value_told
    FROM {{ catalog }}.mart.campaign
    GROUP BY business_day, indicator
)

SELECT 'campaign: the units come to the city' AS invariant, count(*) AS violations
FROM campaign_day
WHERE value IS DISTINCT FROM value_told
UNION ALL
SELECT 'campaign: difference = value - start_value', count(*)
FROM {{ catalog }}.mart.campaign
WHERE difference IS DISTINCT FROM value - start_value
