-- The steps of the procedures' reform per agency on each day of the campaign, open ones against the first day
-- grain: agency, business day · owner: data engineering
SELECT
    business_day, unit, decentralised, delegated, electronic, online_payment, bottleneck_open_steps AS open_steps,
    open_steps_start, bottleneck_open_steps - open_steps_start AS difference, supplier = 'all' AS is_total
FROM temp.campaign_unit
WHERE decentralised IS NOT NULL
ORDER BY business_day, is_total, open_steps DESC NULLS LAST, supplier
