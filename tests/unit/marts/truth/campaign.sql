-- campaign once more, from the desks and the steps of the reform as they are recomputed beside this
-- grain: day × unit ('all': the city) × indicator
WITH desk AS (
    UNPIVOT (
        SELECT business_day, supplier AS unit, sum(received) AS received, sum(finished) AS finished, sum(finished) - sum(late) AS on_time, sum(late) AS late,
            sum(processing) AS processing, sum(processing_late) AS processing_late
        FROM truth.dossier_on_time WHERE business_day IN (SELECT day FROM campaign_days) GROUP BY ALL
    ) ON received, finished, on_time, late, processing, processing_late INTO NAME indicator VALUE value
), of_desks AS (
    SELECT r.business_day, u.unit, u.indicator, coalesce(desk.value, 0) AS value, 'procedures.dossier' AS feed
    FROM (SELECT DISTINCT business_day FROM deliveries WHERE feed = 'procedures.dossier' AND state = 'loaded') AS r
    JOIN campaign_days AS d ON d.day = r.business_day
    CROSS JOIN (SELECT DISTINCT unit, indicator FROM desk) AS u
    LEFT JOIN desk ON desk.business_day = r.business_day AND desk.unit = u.unit AND desk.indicator = u.indicator
), of_reform AS (
    UNPIVOT (
        SELECT business_day, agency AS unit, sum(decentralised) AS decentralised, sum(delegated) AS delegated, sum(electronic) AS electronic,
            sum(online_payment) AS online_payment, sum(CASE WHEN bottleneck_no IS NULL THEN 0 ELSE open_steps END) AS bottleneck_open_steps
        FROM truth.procedure_day GROUP BY ALL
    ) ON decentralised, delegated, electronic, online_payment, bottleneck_open_steps INTO NAME indicator VALUE value
), of_units AS (
    SELECT business_day, unit, indicator, value, feed FROM of_desks
    UNION ALL
    SELECT business_day, unit, indicator, value, 'procedures.catalogue' FROM of_reform
), told AS (
    FROM of_units UNION ALL SELECT business_day, 'all', indicator, sum(value), feed FROM of_units GROUP BY ALL
)
SELECT
    t.business_day, d.day_no, t.unit, t.indicator, t.value, s.value AS start_value, t.value - s.value AS difference, t.feed, d.is_assumed
FROM told AS t JOIN campaign_days AS d ON d.day = t.business_day
LEFT JOIN (SELECT told.* FROM told JOIN campaign_days ON day = business_day AND day_no = 1) AS s USING (unit, indicator)
