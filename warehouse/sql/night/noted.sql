-- What the settlements of a run have said of its errands
-- grain: feed, supplier, business day, delivery, outcome · owner: data engineering
SELECT DISTINCT feed, supplier, business_day, delivery_id, outcome, because
FROM ops.attempt
WHERE run_id = $run_id AND step = 'extract'
