-- The figures of the scorecard about health insurance day by day
-- grain: indicator, business day · owner: data engineering
SELECT * EXCLUDE (area, position) FROM figure_day WHERE area = 'insurance' ORDER BY business_day, position
