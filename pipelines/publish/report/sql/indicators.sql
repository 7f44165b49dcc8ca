-- The scorecard, in its own order
-- grain: indicator · owner: data engineering
SELECT
    indicator, label_vi, label_en, value, denominator, share, unit, as_of, coverage, feed, stated_value, stated_on,
    note
FROM mart.project06_scorecard
