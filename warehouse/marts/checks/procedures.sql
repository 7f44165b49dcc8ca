-- Sums that must hold in what is told of procedures and of how they are judged
-- grain: sum, with how often it is broken · owner: data engineering
WITH procedure AS (
    SELECT * FROM {{ catalog }}.mart.procedure_catalogue
),

answered AS (
    SELECT * FROM {{ catalog }}.mart.satisfaction
),

answered_once AS (
    SELECT supplier, period, sum(scores) AS scores, sum(satisfied) AS satisfied, sum(partly) AS partly
    FROM answered
    WHERE criterion <> 'all'
    GROUP BY supplier, period
)

SELECT 'procedure_catalogue: what is done is part of what there is' AS invariant, count(*) AS violations
FROM procedure
WHERE
    greatest(decentralised, delegation_planned, needs_electronic, needs_payment) > procedures
    OR delegated_with_internal > delegated
    OR has_electronic > needs_electronic
    OR greatest(payment_announced, payment_tested, payment_received) > needs_payment
    OR online_full + online_partial + online_information <> procedures
UNION ALL
SELECT 'satisfaction: scores = satisfied + partly + dissatisfied, and the index is their mean', count(*)
FROM answered
WHERE
    scores <> satisfied + partly + dissatisfied
    OR abs(satisfaction_index - (satisfied + partly / 2) / scores) > 1e-9
UNION ALL
SELECT 'satisfaction: the criteria come to all', count(*)
FROM answered
FULL JOIN answered_once USING (supplier, period)
WHERE
    coalesce(answered.criterion, 'all') = 'all'
    AND (
        answered.scores IS DISTINCT FROM answered_once.scores
        OR answered.satisfied IS DISTINCT FROM answered_once.satisfied
        OR answered.partly IS DISTINCT FROM answered_once.partly
    )
UNION ALL
SELECT 'reform_index: Hanoi is no better than the best and its rank is one of those given', count(*)
FROM {{ catalog }}.mart.reform_index
WHERE score > best_score OR median_score > best_score OR rank < 1 OR (rank IS NOT NULL AND ranked_provinces = 0)
UNION ALL
SELECT 'procedure_day: its last day is procedure_catalogue', count(*)
FROM (SELECT agency, sum(procedures) AS procedures FROM procedure GROUP BY agency) AS whole
INNER JOIN (
    SELECT agency, sum(procedures) AS procedures
    FROM {{ catalog }}.mart.procedure_day
    WHERE business_day = (SELECT max(as_of) FROM procedure)
    GROUP BY agency
) AS line USING (agency)
WHERE whole.procedures <> line.procedures
