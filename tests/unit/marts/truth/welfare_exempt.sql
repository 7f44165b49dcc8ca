-- welfare_exempt once more
-- grain: kind of benefit, with their total under the code 'all'
WITH entitled AS (
    SELECT kind, CASE WHEN payment_method = 'cash' THEN exempt_reason END AS reason
    FROM welfare_beneficiary_today WHERE starts_on <= today() AND coalesce(ends_on >= today(), true)
), told AS (
    FROM entitled UNION ALL SELECT 'all', reason FROM entitled
)
SELECT
    today() AS as_of, kind, sum(CASE reason WHEN 'bedridden' THEN 1 ELSE 0 END) AS bedridden, sum(CASE reason WHEN 'no_capacity' THEN 1 ELSE 0 END) AS no_capacity,
    sum(CASE reason WHEN 'remote' THEN 1 ELSE 0 END) AS remote, sum(CASE reason WHEN 'in_custody' THEN 1 ELSE 0 END) AS in_custody
FROM (VALUES ('social_protection'), ('merit'), ('poor_household'), ('hardship'), ('disability'), ('all')) AS kinds (kind) LEFT JOIN told USING (kind)
WHERE EXISTS (FROM entitled)
GROUP BY kind
