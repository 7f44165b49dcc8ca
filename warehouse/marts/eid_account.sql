-- eid_account: electronic identification accounts by level and age group: registered, approved and activated are three
-- different numbers. An account counts with the state it had at the end of the day. Approved are those that were ever
-- approved, activated and locked ones included; activated those that may be used now. Ages are those people reach in
-- the day's calendar year, because only the year of birth is delivered. Who may hold which level: Decree 69/2024.
-- Few accounts of a state in a group are withheld (withhold.sql); the city's total is always shown.
-- grain: level × age group, with their totals under the code 'all' · owner: data engineering
WITH account AS (
    SELECT
        level::VARCHAR AS level,
        CASE
            WHEN year($day) - birth_year < 6 THEN 'under_6'
            WHEN year($day) - birth_year < 14 THEN '6_13'
            ELSE '14_plus'
        END AS age_group,
        status
    FROM known_population_eid_account
    WHERE valid_from < end_of($day) AND valid_to >= end_of($day)
),

counted AS (
    SELECT
        coalesce(level, 'all') AS level,
        coalesce(age_group, 'all') AS age_group,
        count(*) AS registered,
        count(*) FILTER (WHERE status = 'registered') AS waiting,
        count(*) FILTER (WHERE status = 'approved') AS only_approved,
        count(*) FILTER (WHERE status = 'rejected') AS rejected,
        count(*) FILTER (WHERE status = 'activated') AS activated,
        count(*) FILTER (WHERE status = 'locked') AS locked
    FROM account
    GROUP BY CUBE (level, age_group)
    HAVING count(*) > 0
),

filled AS (
    SELECT
        level.level,
        age.age_group,
        coalesce(counted.registered, 0) AS registered,
        coalesce(counted.waiting, 0) AS waiting,
        coalesce(counted.only_approved, 0) AS only_approved,
        coalesce(counted.rejected, 0) AS rejected,
        coalesce(counted.activated, 0) AS activated,
        coalesce(counted.locked, 0) AS locked,
        coalesce(counted.only_approved + counted.activated + counted.locked, 0) AS approved
    FROM (SELECT unnest(['1', '2', 'all']) AS level) AS level
    CROSS JOIN (SELECT unnest(['under_6', '6_13', '14_plus', 'all']) AS age_group) AS age
    LEFT JOIN counted USING (level, age_group)
    WHERE EXISTS (SELECT 1 FROM account)
)

SELECT
    $day AS as_of,
    *,
    approved / nullif(approved + rejected, 0) AS successful_share,
    activated / nullif(approved, 0) AS activated_share
FROM filled
ORDER BY level, array_position(['under_6', '6_13', '14_plus', 'all'], age_group)
