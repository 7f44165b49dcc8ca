-- insurance_sync once more: every card goes into its four cells, its own and the three totals
-- grain: district × payer group, with their totals under the code 'all'
WITH living AS (
    SELECT citizen_id FROM population_citizen_today WHERE coalesce(died_on > today(), true)
), card AS (
    SELECT district_on(commune_code, today()) AS district, o.payer_group, citizen_id IS NOT NULL AND citizen_id IN (FROM living) AS is_matched
    FROM insurance_card_today LEFT JOIN fact('insurance_object_codes') AS o USING (object_code)
    WHERE starts_on <= today() AND coalesce(ends_on >= today(), true)
), cell AS (
    SELECT unnest(['all', coalesce(district, 'none')]) AS district_code, coalesce(payer_group, 'none') AS payer_group, is_matched FROM card
), both_ways AS (
    SELECT district_code, unnest(['all', payer_group]) AS object_group, is_matched FROM cell
), line AS (
    SELECT district_code FROM districts WHERE today() < until UNION SELECT district_code FROM both_ways WHERE there_are_districts() OR district_code = 'all'
), payer AS (
    SELECT payer_group AS object_group FROM fact('insurance_groups') UNION SELECT object_group FROM both_ways
)
SELECT
    today() AS as_of, district_code, object_group, count(is_matched) AS cards, tally(is_matched) AS matched,
    avg(is_matched::INTEGER) AS matched_share
FROM line CROSS JOIN payer LEFT JOIN both_ways USING (district_code, object_group)
WHERE both_registers_are_known() AND EXISTS (FROM card)
GROUP BY ALL
