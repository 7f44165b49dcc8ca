-- A delivery that came out as it was keeps what its line and its verdict say of when it was loaded and judged
-- parameter in `this_run` · owner: data engineering
UPDATE ops.delivery
SET
    loaded_at = stood.loaded_at,
    run_id = stood.run_id,
    inserted = stood.inserted,
    changed = stood.changed,
    unchanged = stood.unchanged,
    closed = stood.closed
FROM city.ops.delivery AS stood
WHERE
    delivery.delivery_id = stood.delivery_id
    AND delivery.state = stood.state
    AND delivery.received = stood.received
    AND delivery.unreadable = stood.unreadable
    AND delivery.duplicate = stood.duplicate
    AND delivery.quarantined = stood.quarantined
    AND delivery.loaded = stood.loaded;

UPDATE ops.verdict
SET verdict = stood.verdict, judged_at = stood.judged_at
FROM city.ops.verdict AS stood
WHERE
    verdict.delivery_id = stood.delivery_id
    AND stood.delivery_id NOT IN (
        SELECT delivery_id FROM ops.delivery WHERE run_id = (SELECT run_id FROM this_run)
    );
