-- Sums that must hold in the scorecard and its days
-- grain: sum, with how often it is broken · owner: data engineering
WITH insurance AS (
    SELECT
        *,
        district_code = 'all' AS is_all_districts,
        object_group = 'all' AS is_all_groups
    FROM {{ catalog }}.mart.insurance_sync
),

scorecard AS (
    SELECT * FROM {{ catalog }}.mart.project06_scorecard
),

-- the scorecard's figures, and the same of the publication's day among its days
today AS (
    SELECT
        card.indicator IS NULL OR line.indicator IS NULL AS is_alone,
        [card.value, card.denominator, card.share] AS told,
        [line.value, line.denominator, line.share] AS told_by_day
    FROM (SELECT * FROM scorecard WHERE value IS NOT NULL) AS card
    FULL JOIN (
        SELECT *
        FROM {{ catalog }}.mart.scorecard_day
        WHERE business_day >= (SELECT max(as_of) FROM scorecard)
    ) AS line USING (indicator)
)

SELECT 'project06_scorecard: one row per indicator' AS invariant, count(*) - count(DISTINCT indicator) AS violations
FROM scorecard
UNION ALL
SELECT 'project06_scorecard: a share is between 0 and 1, and a figure that is missing has a note', count(*)
FROM scorecard
WHERE share NOT BETWEEN 0 AND 1 OR (value IS NULL AND note IS NULL)
UNION ALL
SELECT 'project06_scorecard: a share is its part of the denominator', count(*)
FROM scorecard
WHERE abs(CASE unit WHEN '%' THEN value / 100 ELSE value / denominator END - share) > 1e-9
UNION ALL
SELECT 'project06_scorecard: insurance_synchronised is the total of insurance_sync', count(*)
FROM scorecard
LEFT JOIN insurance ON insurance.is_all_districts AND insurance.is_all_groups
WHERE scorecard.indicator = 'insurance_synchronised' AND scorecard.value IS DISTINCT FROM insurance.matched
UNION ALL
SELECT 'scorecard_day: its last day is project06_scorecard', count(*)
FROM today
WHERE
    is_alone
    OR list_transform(told, lambda n: n IS NULL) <> list_transform(told_by_day, lambda n: n IS NULL)
    OR len(list_filter(list_zip(told, told_by_day), lambda pair: abs(pair[1] - pair[2]) > 1e-6)) > 0
UNION ALL
SELECT 'scorecard_day: a share is between 0 and 1, and is its part of the denominator', count(*)
FROM {{ catalog }}.mart.scorecard_day
WHERE
    share NOT BETWEEN 0 AND 1
    OR abs(CASE unit WHEN '%' THEN value / 100 ELSE value / denominator END - share) > 1e-9
UNION ALL
SELECT 'scorecard_day: nothing below {{ smallest }} is published of cards and their citizens', count(*)
FROM {{ catalog }}.mart.scorecard_day
WHERE indicator = 'insurance_synchronised' AND least(value, denominator - value) < {{ smallest }}
