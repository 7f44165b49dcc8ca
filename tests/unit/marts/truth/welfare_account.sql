-- welfare_account once more: who is paid how, in each of the four cells a beneficiary belongs to
-- grain: district × kind of benefit, with their totals under the code 'all'
WITH entitled AS (
    SELECT
        coalesce(district_on(commune_code, hanoi(told_at)::DATE), 'none') AS district, kind,
        CASE WHEN payment_method = 'account' THEN 'account' WHEN exempt_reason IS NULL THEN 'cash' ELSE 'exempt' END AS way
    FROM welfare_beneficiary_today
    WHERE starts_on <= today() AND coalesce(ends_on >= today(), true)
), cell AS (
    SELECT unnest([district, 'all']) AS district_code, kind AS own, way FROM entitled
), both_ways AS (
    SELECT district_code, unnest([own, 'all']) AS kind, way FROM cell
), line AS (
    SELECT district_code FROM districts WHERE today() < until UNION SELECT district_code FROM both_ways WHERE there_are_districts() OR district_code = 'all'
)
SELECT
    today() AS as_of, district_code, kind, count(way) AS beneficiaries, tally(way = 'account') AS with_account,
    tally(way = 'exempt') AS cash_exempt, tally(way = 'cash') AS cash_not_exempt,
    tally(way = 'account') / nullif(count(way), 0) AS account_share,
    tally(way = 'account') / nullif(tally(way <> 'exempt'), 0) AS account_share_without_exempt
FROM line
CROSS JOIN (VALUES ('social_protection'), ('merit'), ('poor_household'), ('hardship'), ('disability'), ('all')) AS kinds (kind)
LEFT JOIN both_ways USING (district_code, kind)
WHERE EXISTS (FROM entitled)
GROUP BY ALL
