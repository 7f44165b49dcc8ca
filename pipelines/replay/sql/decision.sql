-- The newest word of a person on each delivery that one was said of
-- grain: delivery · owner: data engineering
CREATE OR REPLACE TEMP VIEW decision AS
SELECT delivery_id, last(outcome ORDER BY attempted_at, rowid) AS verb
FROM ops.attempt
WHERE step = 'decision' AND delivery_id IS NOT NULL
GROUP BY delivery_id;
