-- The scorecard as a file: figure, what it is a share of, the city's own, and how far apart they are
-- grain: indicator · owner: data engineering
SELECT
    [label_vi, label_en] AS label, indicator, value,
    CASE WHEN share IS NOT NULL THEN round(share * denominator) END AS numerator, denominator, share, unit, as_of,
    coverage, feed, stated_value, stated_on, value - stated_value AS difference, note
FROM mart.project06_scorecard
