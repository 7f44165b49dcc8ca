-- procedure_catalogue: the procedures in force on the day, and how far each step of their reform has come
-- All counts add up over rows. Delegation counts as decided from the day of the decision, payment as announced, tested
-- and received from these days on; a process that exists where none is needed does not count among the electronic ones.
-- grain: agency in charge × level × field × bottleneck group (empty: none) · owner: data engineering
SELECT
    $day AS as_of,
    agency,
    any_value(coalesce(known.name_vi, agency)) AS agency_name,
    level,
    field,
    bottleneck_no,
    count(*) AS procedures,
    count(*) FILTER (WHERE is_decentralised = 'yes') AS decentralised,
    count(*) FILTER (WHERE delegation_planned = 'yes') AS delegation_planned,
    count(*) FILTER (WHERE delegation_decided_on <= $day) AS delegated,
    count(*) FILTER (WHERE delegation_decided_on <= $day AND has_internal_process = 'yes') AS delegated_with_internal,
    count(*) FILTER (WHERE needs_electronic_process = 'yes') AS needs_electronic,
    count(*) FILTER (WHERE needs_electronic_process = 'yes' AND has_electronic_process = 'yes') AS has_electronic,
    count(*) FILTER (WHERE online_level = 'full') AS online_full,
    count(*) FILTER (WHERE online_level = 'partial') AS online_partial,
    count(*) FILTER (WHERE online_level = 'information') AS online_information,
    count(*) FILTER (WHERE needs_payment = 'yes') AS needs_payment,
    count(*) FILTER (WHERE needs_payment = 'yes' AND payment_announced_on <= $day) AS payment_announced,
    count(*) FILTER (WHERE needs_payment = 'yes' AND payment_tested_on <= $day) AS payment_tested,
    count(*) FILTER (WHERE needs_payment = 'yes' AND payment_received_on <= $day) AS payment_received
FROM known_procedures_catalogue
LEFT JOIN reference.supplier AS known ON agency = known.supplier
WHERE valid_from <= $day AND valid_to > $day
GROUP BY agency, level, field, bottleneck_no
ORDER BY agency, level, field, bottleneck_no
