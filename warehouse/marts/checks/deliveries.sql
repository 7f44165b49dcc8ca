-- Sums that must hold in what is told of deliveries
-- grain: sum, with how often it is broken · owner: data engineering
WITH delivery_day AS (
    SELECT
        feed,
        supplier,
        count(*) AS due,
        coalesce(sum(received), 0) AS received,
        coalesce(sum(loaded), 0) AS loaded
    FROM {{ catalog }}.mart.delivery_quality_day
    GROUP BY feed, supplier
),

quality AS (
    SELECT * FROM {{ catalog }}.mart.delivery_quality
),

by_rule AS (
    SELECT feed, supplier, sum(records) AS records
    FROM {{ catalog }}.mart.delivery_quality_rule
    WHERE severity = 'critical' AND rule_id <> 'unreadable'
    GROUP BY feed, supplier
),

owed AS (
    SELECT
        business_day,
        feed,
        count(*) AS expected,
        count(*) FILTER (WHERE state IN ('loaded', 'late')) AS loaded
    FROM {{ catalog }}.mart.delivery_quality_day
    GROUP BY business_day, feed
)

SELECT 'delivery_quality: due = arrived + missing' AS invariant, count(*) AS violations
FROM quality
WHERE due IS DISTINCT FROM arrived + missing
UNION ALL
SELECT 'delivery_quality: received = unreadable + duplicate + quarantined + loaded', count(*)
FROM quality
WHERE received IS DISTINCT FROM unreadable + duplicate + quarantined + loaded
UNION ALL
SELECT 'delivery_quality: the sum of its days', count(*)
FROM quality
FULL JOIN delivery_day USING (feed, supplier)
WHERE
    quality.due IS DISTINCT FROM delivery_day.due
    OR quality.received IS DISTINCT FROM delivery_day.received
    OR quality.loaded IS DISTINCT FROM delivery_day.loaded
UNION ALL
SELECT 'delivery_quality_rule: every quarantined record broke a rule', count(*)
FROM quality
LEFT JOIN by_rule USING (feed, supplier)
WHERE quality.quarantined > coalesce(by_rule.records, 0)
UNION ALL
SELECT 'coverage: expected = loaded + missing + refused, and late are loaded', count(*)
FROM {{ catalog }}.mart.coverage
WHERE expected IS DISTINCT FROM loaded + missing + refused OR late > loaded
UNION ALL
SELECT 'coverage: what was due on the day', count(*)
FROM {{ catalog }}.mart.coverage AS covered
FULL JOIN owed USING (business_day, feed)
WHERE covered.expected IS DISTINCT FROM owed.expected OR covered.loaded IS DISTINCT FROM owed.loaded
