-- satisfaction: what people answered on the one-stop form about how their dossier was dealt with (Decree 61/2018)
-- Each form scores six criteria: 2 satisfied, 1 partly, 0 not. The index is the mean score divided by 2. The criterion
-- 'all' counts every score of a form. A form belongs to the day it was filled in, in Hanoi.
-- grain: supplier × period (month: since the first of the day's month; 30_days: the day and the 29 before it) ×
-- criterion · owner: data engineering
WITH form AS (
    SELECT *, hanoi_day(occurred_at) AS given_on
    FROM known_procedures_satisfaction
    WHERE occurred_at < end_of($day)
),

period AS (
    SELECT 'month' AS period, date_trunc('month', $day)::DATE AS first_day
    UNION ALL
    SELECT '30_days', $day::DATE - 29
),

score AS (
    SELECT
        form.supplier,
        period.period,
        form.form_code,
        unnest(['time', 'contacts', 'agencies', 'organisation', 'publicity', 'attitude']) AS criterion,
        unnest([
            form.score_time, form.score_contacts, form.score_agencies,
            form.score_organisation, form.score_publicity, form.score_attitude
        ]) AS score
    FROM form
    INNER JOIN period ON form.given_on >= period.first_day
),

counted AS (
    SELECT
        supplier,
        period,
        coalesce(criterion, 'all') AS criterion,
        count(DISTINCT form_code) AS forms,
        count(score) AS scores,
        count(*) FILTER (WHERE score = 2) AS satisfied,
        count(*) FILTER (WHERE score = 1) AS partly,
        count(*) FILTER (WHERE score = 0) AS dissatisfied
    FROM score
    GROUP BY GROUPING SETS ((supplier, period, criterion), (supplier, period))
)

SELECT
    $day AS as_of,
    counted.*,
    coalesce(known.name_vi, counted.supplier) AS supplier_name,
    satisfied / scores AS satisfied_share,
    partly / scores AS partly_share,
    dissatisfied / scores AS dissatisfied_share,
    (satisfied + partly / 2) / scores AS satisfaction_index
FROM counted
LEFT JOIN reference.supplier AS known USING (supplier)
ORDER BY supplier, period, criterion = 'all', criterion
