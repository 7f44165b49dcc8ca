-- The figures of the scorecard that the publication holds day by day
-- grain: indicator, business day · owner: data engineering
SELECT
    here.business_day, [card.label_vi, card.label_en] AS indicator, here.value AS figure,
    here.value - lag(here.value) OVER earlier AS day_change,
    here.value - first_value(here.value) OVER earlier AS difference,
    card.unit AS measured_in
FROM temp.indicator_day AS here
INNER JOIN mart.project06_scorecard AS card USING (indicator)
WHERE here.value IS NOT NULL
WINDOW earlier AS (PARTITION BY here.indicator ORDER BY here.business_day)
ORDER BY here.business_day, array_position((SELECT list(indicator) FROM mart.project06_scorecard), here.indicator)
