-- When each area was settled last
-- grain: area · owner: data engineering
SELECT area, max(settled_at) AS settled_at
FROM ops.settlement
GROUP BY area
