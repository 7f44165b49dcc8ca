-- The figures of the scorecard about social security day by day
-- grain: indicator, business day · owner: data engineering
SELECT * EXCLUDE (area, position) FROM figure_day WHERE area = 'welfare' ORDER BY business_day, position
