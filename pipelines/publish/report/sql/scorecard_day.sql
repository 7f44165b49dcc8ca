-- The figures of the scorecard day by day, the share of each with its parts
-- grain: indicator, business day · owner: data engineering
SELECT * EXCLUDE (area, position) FROM figure_day ORDER BY business_day, position
