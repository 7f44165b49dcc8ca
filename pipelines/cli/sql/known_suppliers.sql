-- The suppliers from whom anything was ever due, or came
-- grain: supplier · owner: data engineering
SELECT supplier FROM ops.due
UNION
SELECT supplier FROM ops.delivery
ORDER BY supplier
