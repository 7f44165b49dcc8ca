-- satisfaction once more
-- grain: supplier × period × criterion
WITH answer AS (
    UNPIVOT (FROM procedures_satisfaction_today WHERE hanoi(occurred_at)::DATE <= today())
    ON COLUMNS('^score_') INTO NAME question VALUE score
), criterion AS (
    SELECT supplier, form_code, hanoi(occurred_at)::DATE AS day, score, unnest(['all', replace(question, 'score_', '')]) AS criterion FROM answer
), told AS (
    SELECT *, '30_days' AS period FROM criterion WHERE day > today() - 30
    UNION ALL
    SELECT *, 'month' FROM criterion WHERE strftime(day, '%Y-%m') = strftime(today(), '%Y-%m')
)
SELECT
    today() AS as_of, supplier, period, criterion, count(DISTINCT form_code) AS forms, count(*) AS scores,
    tally(score = 2) AS satisfied, tally(score = 1) AS partly, tally(score = 0) AS dissatisfied,
    avg((score = 2)::INTEGER) AS satisfied_share, avg((score = 1)::INTEGER) AS partly_share, avg((score = 0)::INTEGER) AS dissatisfied_share,
    avg(score) / 2 AS satisfaction_index
FROM told GROUP BY ALL
