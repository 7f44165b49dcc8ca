-- The figures of the scorecard day by day, the share of each with its parts
-- grain: indicator, business day · owner: data engineering
SELECT
    here.business_day, [card.label_vi, card.label_en] AS indicator, here.value AS figure,
    round(here.share * here.denominator)::BIGINT AS numerator, here.denominator::BIGINT AS denominator,
    here.value - lag(here.value) OVER earlier AS day_change,
    here.value - first_value(here.value) OVER earlier AS difference,
    here.unit AS measured_in
FROM mart.scorecard_day AS here
INNER JOIN mart.project06_scorecard AS card USING (indicator)
WINDOW earlier AS (PARTITION BY here.indicator ORDER BY here.business_day)
ORDER BY here.business_day, array_position((SELECT list(indicator) FROM mart.project06_scorecard), here.indicator)
