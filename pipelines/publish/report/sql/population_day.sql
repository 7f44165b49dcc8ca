-- The figures of the scorecard about population and e-ID day by day
-- grain: indicator, business day · owner: data engineering
SELECT * EXCLUDE (area, position) FROM figure_day WHERE area = 'population' ORDER BY business_day, position
