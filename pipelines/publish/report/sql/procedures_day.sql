-- The figures of the scorecard about administrative procedures day by day
-- grain: indicator, business day · owner: data engineering
SELECT * EXCLUDE (area, position) FROM figure_day WHERE area = 'procedures' ORDER BY business_day, position
