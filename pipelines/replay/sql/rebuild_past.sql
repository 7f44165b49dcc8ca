-- Make a copied ledger what it was at an instant: what came or was decided later is as if it had not been
-- parameter in `until`: instant · grain of to_enter: delivery · owner: data engineering
DELETE FROM ops.attempt WHERE attempted_at > (SELECT instant FROM until);

DELETE FROM ops.obligation WHERE due_at > (SELECT instant FROM until);

DELETE FROM ops.settlement WHERE settled_at > (SELECT instant FROM until);

DELETE FROM ops.day_changed WHERE changed_at > (SELECT instant FROM until);

DELETE FROM ops.delivery WHERE landed_at > (SELECT instant FROM until);

DELETE FROM ops.verdict WHERE delivery_id NOT IN (SELECT delivery_id FROM ops.delivery);

DELETE FROM quarantine.record;

DELETE FROM quarantine.unreadable;

DELETE FROM ops.warning;

CREATE OR REPLACE TEMP TABLE decided_then AS
SELECT
    delivery.delivery_id,
    arg_max(said.outcome, said.attempted_at) FILTER (WHERE said.attempted_at <= (SELECT instant FROM until)) AS verb,
    arg_min(said.outcome, said.attempted_at) FILTER (WHERE said.attempted_at > (SELECT instant FROM until)) AS next_verb
FROM ops.delivery
LEFT JOIN city.ops.attempt AS said ON delivery.delivery_id = said.delivery_id AND said.step = 'decision'
GROUP BY delivery.delivery_id;

-- how each delivery stood: what was accepted only later was refused then, what was taken out only later counted
UPDATE ops.delivery
SET
    state = CASE
        WHEN decided_then.verb = 'withdraw' THEN 'withdrawn'
        WHEN decided_then.verb = 'reject' THEN 'refused'
        WHEN decided_then.verb = 'accept' THEN 'landed'
        WHEN decided_then.next_verb = 'accept' THEN 'refused'
        WHEN decided_then.next_verb IS NULL AND delivery.state = 'refused' THEN 'refused'
        ELSE 'landed'
    END
FROM decided_then
WHERE delivery.delivery_id = decided_then.delivery_id;

UPDATE ops.delivery
SET
    received = NULL, unreadable = NULL, duplicate = NULL, quarantined = NULL, loaded = NULL,
    inserted = NULL, changed = NULL, unchanged = NULL, closed = NULL, loaded_at = NULL,
    refused_because = CASE WHEN state = 'refused' THEN coalesce(refused_because, 'refused at that time') END;

CREATE OR REPLACE TEMP TABLE to_enter AS
SELECT delivery_id FROM ops.delivery SEMI JOIN ops.verdict USING (delivery_id) WHERE state = 'landed';
