-- procedure_catalogue once more
-- grain: agency in charge × level × field × bottleneck group (empty: none)
SELECT
    today() AS as_of, agency, level, field, bottleneck_no, count(*) AS procedures, sum((is_decentralised = 'yes')::INTEGER) AS decentralised,
    sum((delegation_planned = 'yes')::INTEGER) AS delegation_planned, sum(coalesce(delegation_decided_on <= today(), false)::INTEGER) AS delegated,
    sum((coalesce(delegation_decided_on <= today(), false) AND has_internal_process = 'yes')::INTEGER) AS delegated_with_internal,
    sum((needs_electronic_process = 'yes')::INTEGER) AS needs_electronic,
    sum((needs_electronic_process = 'yes' AND has_electronic_process = 'yes')::INTEGER) AS has_electronic,
    sum((online_level = 'full')::INTEGER) AS online_full, sum((online_level = 'partial')::INTEGER) AS online_partial,
    sum((online_level = 'information')::INTEGER) AS online_information, sum((needs_payment = 'yes')::INTEGER) AS needs_payment,
    sum((needs_payment = 'yes' AND coalesce(payment_announced_on <= today(), false))::INTEGER) AS payment_announced,
    sum((needs_payment = 'yes' AND coalesce(payment_tested_on <= today(), false))::INTEGER) AS payment_tested,
    sum((needs_payment = 'yes' AND coalesce(payment_received_on <= today(), false))::INTEGER) AS payment_received
FROM procedures_catalogue_today
GROUP BY ALL
