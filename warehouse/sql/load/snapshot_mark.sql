-- What the day did, and that it now counts as it stands: the next day of the same run finds it among its neighbours
-- owner: data engineering
INSERT INTO effect BY NAME
SELECT
    day_in_hand.delivery_id,
    done.*
FROM day_in_hand
CROSS JOIN (
    SELECT
        count(*) FILTER (WHERE is_told AND is_new) AS inserted,
        count(*) FILTER (WHERE is_told AND row_hash IS NOT NULL AND NOT is_new) AS changed,
        count(*) FILTER (WHERE is_told AND row_hash IS NULL) AS closed
    FROM target
) AS done
WHERE day_in_hand.delivery_id IS NOT NULL;
{% if is_same_delivery %}

INSERT INTO idle
SELECT delivery_id FROM day_in_hand WHERE NOT EXISTS (FROM target);

UPDATE ops.verdict
SET is_complete = day_in_hand.is_complete
FROM day_in_hand
WHERE verdict.delivery_id = day_in_hand.delivery_id;
{% else %}
{% if replaces %}

-- versions that began on the day are now first told by the delivery that took the place
UPDATE history.{{ table }} AS begun
SET delivery_id = day_in_hand.delivery_id
FROM day_in_hand
WHERE
    begun.supplier = day_in_hand.supplier
    AND begun.valid_from = day_in_hand.business_day
    AND begun.delivery_id = day_in_hand.leaving_id;

UPDATE ops.delivery SET state = 'superseded' WHERE delivery_id = (SELECT leaving_id FROM day_in_hand);
{% endif %}

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
{% endif %}
