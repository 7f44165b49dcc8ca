-- The steps of the procedures' reform per agency
-- grain: agency · owner: data engineering
SELECT
    CASE WHEN grouping(agency) = 1 THEN 'Tất cả · All' ELSE any_value(agency_name) END AS agency,
    sum(procedures)::BIGINT AS procedures, sum(decentralised)::BIGINT AS decentralised,
    sum(delegation_planned)::BIGINT AS delegation_planned, sum(delegated)::BIGINT AS delegated,
    sum(needs_electronic)::BIGINT AS needs_electronic, sum(has_electronic)::BIGINT AS has_electronic,
    sum(online_full)::BIGINT AS online_full, sum(online_partial)::BIGINT AS online_partial,
    sum(needs_payment)::BIGINT AS needs_payment, sum(payment_received)::BIGINT AS payment_received,
    grouping(mart.procedure_catalogue.agency) = 1 AS is_total
FROM mart.procedure_catalogue
GROUP BY GROUPING SETS ((mart.procedure_catalogue.agency), ())
HAVING count(*) > 0
ORDER BY is_total, procedures DESC
