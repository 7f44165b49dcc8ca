-- The day now counts as loaded, so that the next day of the same run finds it among its neighbours
-- owner: data engineering
UPDATE ops.delivery
SET state = 'superseded'
WHERE
    feed = '{{ feed }}'
    AND delivery_id IN (SELECT delivery_id FROM leaving SEMI JOIN day_in_hand USING (supplier, business_day));

DELETE FROM ops.delivery WHERE delivery_id = (SELECT delivery_id FROM day_in_hand);

INSERT INTO ops.delivery BY NAME
SELECT
    entering.delivery_id,
    entering.feed,
    entering.supplier,
    entering.business_day,
    entering.version,
    'loaded' AS state,
    entering.landed_path,
    entering.sha256,
    entering.contract_version,
    entering.landed_at,
    this_run.run_id
FROM entering
CROSS JOIN this_run
SEMI JOIN day_in_hand USING (delivery_id);

DELETE FROM ops.verdict WHERE delivery_id = (SELECT delivery_id FROM day_in_hand);

INSERT INTO ops.verdict BY NAME
SELECT entering.delivery_id, entering.is_complete, entering.verdict, entering.baseline, this_run.instant AS judged_at
FROM entering
CROSS JOIN this_run
SEMI JOIN day_in_hand USING (delivery_id);
