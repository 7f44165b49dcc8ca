-- id_application once more: every application goes into its four cells, and quantiles are read off the sorted days
-- grain: district × kind of application, with their totals under the code 'all'
WITH application AS (
    SELECT
        coalesce(district_on(commune_code, hanoi(told_at)::DATE), 'none') AS district, kind, status,
        CASE WHEN status = 'issued' THEN date_diff('day', received_on, issued_on) END AS days
    FROM population_id_application_today
), cell AS (
    SELECT unnest([district, 'all']) AS district_code, kind AS own, status, days FROM application
), both_ways AS (
    SELECT district_code, unnest([own, 'all']) AS kind, status, days FROM cell
), line AS (
    SELECT district_code FROM districts WHERE today() < until UNION SELECT district_code FROM both_ways WHERE there_are_districts() OR district_code = 'all'
)
SELECT
    today() AS as_of, district_code, kind, count(status) AS received, tally(status IN ('approved', 'issued')) AS approved,
    tally(status = 'issued') AS issued, tally(status = 'refused') AS refused, tally(status IN ('received', 'approved')) AS "open",
    quantile_of(list(days), 0.5) AS median_days, quantile_of(list(days), 0.9) AS p90_days
FROM line CROSS JOIN (VALUES ('first'), ('renewal'), ('reissue'), ('all')) AS kinds (kind) LEFT JOIN both_ways USING (district_code, kind)
WHERE EXISTS (FROM application)
GROUP BY ALL
