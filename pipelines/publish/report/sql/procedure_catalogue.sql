-- The steps of the procedures' reform per agency, level and field
-- grain: agency, level, field · owner: data engineering
SELECT
    any_value(agency_name) AS agency, level, field,
    sum(procedures)::BIGINT AS procedures, sum(decentralised)::BIGINT AS decentralised,
    sum(delegated)::BIGINT AS delegated, sum(has_electronic)::BIGINT AS has_electronic,
    sum(online_full)::BIGINT AS online_full, sum(payment_received)::BIGINT AS payment_received
FROM mart.procedure_catalogue
GROUP BY mart.procedure_catalogue.agency, level, field
ORDER BY agency, level, field
