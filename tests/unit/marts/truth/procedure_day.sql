-- procedure_day once more: for each of the campaign's days, the catalogue of that day
-- grain: day × agency in charge × bottleneck group (empty: none)
SELECT
    d.day AS business_day, agency, bottleneck_no, count(*) AS procedures, tally(is_decentralised = 'yes') AS decentralised,
    tally(delegation_decided_on <= d.day) AS delegated, tally(needs_electronic_process = 'yes' AND has_electronic_process = 'yes') AS electronic,
    tally(needs_payment = 'yes' AND payment_received_on <= d.day) AS online_payment,
    tally(delegation_planned = 'yes' AND NOT coalesce(delegation_decided_on <= d.day, false))
    + tally(needs_electronic_process = 'yes' AND has_electronic_process = 'no')
    + tally(needs_payment = 'yes' AND NOT coalesce(payment_received_on <= d.day, false)) AS open_steps,
    any_value(d.is_assumed) AS is_assumed
FROM campaign_days AS d JOIN procedures_catalogue AS c ON d.day >= c.from_day AND d.day < c.to_day
GROUP BY d.day, agency, bottleneck_no
