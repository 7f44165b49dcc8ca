-- The newest word of a person on each delivery that one was said of
-- grain: delivery · owner: data engineering
CREATE OR REPLACE TEMP VIEW decision AS
SELECT delivery_id, arg_max(outcome, attempted_at) AS verb
FROM ops.attempt
WHERE step = 'decision' AND delivery_id IS NOT NULL
GROUP BY delivery_id;
