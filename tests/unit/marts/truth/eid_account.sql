-- eid_account once more
-- grain: level × age group, with their totals under the code 'all'
WITH account AS (
    SELECT level::VARCHAR AS own_level, status, extract(year FROM today()) - birth_year AS age FROM population_eid_account_today
), aged AS (
    SELECT own_level, status, unnest(['all', CASE WHEN age >= 14 THEN '14_plus' WHEN age >= 6 THEN '6_13' ELSE 'under_6' END]) AS age_group FROM account
), both_ways AS (
    SELECT unnest(['all', own_level]) AS level, age_group, status FROM aged
)
SELECT
    today() AS as_of, level, age_group, count(status) AS registered, tally(status IN ('approved', 'activated', 'locked')) AS approved,
    tally(status = 'rejected') AS rejected, tally(status = 'activated') AS activated, tally(status = 'locked') AS locked,
    tally(status IN ('approved', 'activated', 'locked')) / nullif(tally(status <> 'registered'), 0) AS successful_share,
    tally(status = 'activated') / nullif(tally(status IN ('approved', 'activated', 'locked')), 0) AS activated_share
FROM (VALUES ('1'), ('2'), ('all')) AS levels (level)
CROSS JOIN (VALUES ('under_6'), ('6_13'), ('14_plus'), ('all')) AS ages (age_group)
LEFT JOIN both_ways USING (level, age_group)
WHERE EXISTS (FROM account)
GROUP BY ALL
