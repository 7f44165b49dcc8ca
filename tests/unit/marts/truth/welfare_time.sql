-- welfare_time once more: from the payments that fell due, and what followed of each
-- grain: district × age group, with their totals under the code 'all'
WITH step AS (
    SELECT payment_code, step, beneficiary_code, method, occurred_at FROM welfare_payment_today WHERE hanoi(occurred_at)::DATE <= today()
), due AS (
    SELECT payment_code, beneficiary_code, method, occurred_at AS due_at FROM step
    WHERE step = 'due' AND date_diff('day', hanoi(occurred_at)::DATE, today()) BETWEEN 0 AND 59
), credited AS (
    SELECT payment_code, min(occurred_at) AS credited_at FROM step WHERE step = 'credited' GROUP BY payment_code
), in_hand AS (
    SELECT payment_code, min(occurred_at) AS in_hand_at FROM step WHERE step NOT IN ('due', 'credited') GROUP BY payment_code
), person AS (
    SELECT beneficiary_code, coalesce(district_on(commune_code, hanoi(told_at)::DATE), 'none') AS district, extract(year FROM today()) - birth_year AS age
    FROM welfare_beneficiary QUALIFY from_day = max(from_day) OVER (PARTITION BY beneficiary_code)
), clocked AS (
    SELECT
        coalesce(p.district, 'none') AS district,
        CASE WHEN p.age IS NULL THEN 'unknown' WHEN p.age >= 80 THEN '80_plus' WHEN p.age >= 60 THEN '60_79' ELSE 'under_60' END AS age_own,
        d.method, CASE d.method WHEN 'account' THEN c.credited_at ELSE d.due_at END AS begins_at, h.in_hand_at
    FROM due AS d LEFT JOIN credited AS c USING (payment_code) LEFT JOIN in_hand AS h USING (payment_code) LEFT JOIN person AS p USING (beneficiary_code)
), banded AS (
    SELECT *, date_diff('second', begins_at, in_hand_at) / 3600 AS taken, CASE WHEN taken >= 0 THEN taken END AS hours, CASE
        WHEN begins_at IS NULL THEN 'not_credited' WHEN hours IS NULL THEN 'not_yet' WHEN hours >= 7 * 24 THEN 'later' WHEN hours >= 3 * 24 THEN 'within_7_days'
        WHEN hours >= 24 THEN 'within_3_days' WHEN hours >= 1 THEN 'within_1_day' ELSE 'within_1_hour' END AS band
    FROM clocked
), cell AS (
    SELECT unnest([district, 'all']) AS district_code, age_own, method, hours, band FROM banded
), both_ways AS (
    SELECT district_code, unnest([age_own, 'all']) AS age_group, method, hours, band FROM cell
), line AS (
    SELECT district_code FROM districts WHERE today() < until UNION SELECT district_code FROM both_ways WHERE there_are_districts() OR district_code = 'all'
), age AS (
    SELECT unnest(['under_60', '60_79', '80_plus']) AS age_group UNION SELECT age_group FROM both_ways
)
SELECT
    today() AS as_of, district_code, age_group, count(band) AS payments,
    tally(method = 'account') AS account_payments,
    tally(method = 'account' AND band = 'within_1_hour') AS account_within_1_hour,
    tally(method = 'account' AND band = 'within_1_day') AS account_within_1_day,
    tally(method = 'account' AND band = 'within_3_days') AS account_within_3_days,
    tally(method = 'account' AND band = 'within_7_days') AS account_within_7_days,
    tally(method = 'account' AND band = 'later') AS account_later,
    tally(method = 'account' AND band = 'not_yet') AS account_not_yet,
    quantile_of(list(hours) FILTER (method = 'account'), 0.5) AS account_median_hours,
    quantile_of(list(hours) FILTER (method = 'account'), 0.9) AS account_p90_hours,
    tally(method = 'cash') AS cash_payments,
    tally(method = 'cash' AND band = 'within_1_hour') AS cash_within_1_hour,
    tally(method = 'cash' AND band = 'within_1_day') AS cash_within_1_day,
    tally(method = 'cash' AND band = 'within_3_days') AS cash_within_3_days,
    tally(method = 'cash' AND band = 'within_7_days') AS cash_within_7_days,
    tally(method = 'cash' AND band = 'later') AS cash_later,
    tally(method = 'cash' AND band = 'not_yet') AS cash_not_yet,
    quantile_of(list(hours) FILTER (method = 'cash'), 0.5) AS cash_median_hours,
    quantile_of(list(hours) FILTER (method = 'cash'), 0.9) AS cash_p90_hours,
    tally(band = 'not_credited') AS account_not_credited, quantile_of(list(hours), 0.5) AS median_hours, quantile_of(list(hours), 0.9) AS p90_hours
FROM line CROSS JOIN age LEFT JOIN both_ways USING (district_code, age_group)
WHERE EXISTS (FROM clocked)
GROUP BY ALL
