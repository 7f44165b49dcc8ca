-- Ledger, quarantine and the tries, in the transaction that changed the history
-- owner: data engineering

-- every delivery of the scratch database and what became of it
CREATE OR REPLACE TEMP TABLE outcome AS
SELECT
    delivery.*,
    CASE
        WHEN arriving.is_outdated THEN 'superseded'
        WHEN arriving.delivery_id IS NOT NULL THEN 'loaded'
        WHEN known.state IN ('loaded', 'superseded', 'withdrawn') THEN 'unchanged'
        WHEN known.state = 'refused' AND delivery.state = 'refused' THEN 'unchanged'
        ELSE 'refused'
    END AS outcome
FROM scratch.delivery
LEFT JOIN arriving USING (delivery_id)
LEFT JOIN known_before AS known USING (delivery_id);

ALTER TABLE outcome DROP COLUMN state;

ALTER TABLE outcome RENAME COLUMN outcome TO state;

-- a delivery that gave way: its open items are settled by the one that took its place
UPDATE quarantine.record
SET state = 'resolved', resolved_by = leaving.successor_id, resolved_at = (SELECT instant FROM this_run)
FROM leaving
WHERE record.delivery_id = leaving.delivery_id AND record.state = 'open';

UPDATE ops.delivery SET state = 'superseded' WHERE delivery_id IN (SELECT delivery_id FROM leaving);

-- the lines themselves
CREATE OR REPLACE TEMP TABLE decided AS SELECT * FROM outcome WHERE state <> 'unchanged';

DELETE FROM ops.delivery WHERE delivery_id IN (SELECT delivery_id FROM decided);

INSERT INTO ops.delivery BY NAME
SELECT
    decided.* EXCLUDE (layout, is_complete, verdict, baseline, received, unreadable, duplicate, quarantined, loaded),
    CASE WHEN decided.state = 'loaded' THEN decided.received END AS received,
    CASE WHEN decided.state = 'loaded' THEN decided.unreadable END AS unreadable,
    CASE WHEN decided.state = 'loaded' THEN decided.duplicate END AS duplicate,
    CASE WHEN decided.state = 'loaded' THEN decided.quarantined END AS quarantined,
    CASE WHEN decided.state = 'loaded' THEN decided.loaded END AS loaded,
    CASE WHEN decided.state = 'loaded' THEN coalesce(effect.inserted, 0) END AS inserted,
    CASE WHEN decided.state = 'loaded' THEN coalesce(effect.changed, 0) END AS changed,
    CASE
        WHEN decided.state = 'loaded'
            THEN decided.loaded - coalesce(effect.inserted, 0) - coalesce(effect.changed, 0)
    END AS unchanged,
    CASE WHEN decided.state = 'loaded' THEN coalesce(effect.closed, 0) END AS closed,
    CASE WHEN decided.state = 'loaded' THEN this_run.instant END AS loaded_at,
    this_run.run_id
FROM decided
CROSS JOIN this_run
LEFT JOIN effect USING (delivery_id);

DELETE FROM ops.verdict WHERE delivery_id IN (SELECT delivery_id FROM decided);

INSERT INTO ops.verdict BY NAME
SELECT
    decided.delivery_id,
    coalesce(decided.is_complete, false) AS is_complete,
    decided.verdict,
    decided.baseline,
    this_run.instant AS judged_at
FROM decided
CROSS JOIN this_run;

-- quarantine holds the records of what was loaded, and nothing of what was refused or has given way
INSERT INTO quarantine.record BY NAME
SELECT quarantined.*, 'open' AS state
FROM scratch.quarantined
SEMI JOIN entering USING (delivery_id);

INSERT INTO quarantine.unreadable BY NAME
SELECT unreadable.*
FROM scratch.unreadable
SEMI JOIN entering USING (delivery_id);

INSERT INTO ops.warning BY NAME
SELECT warnings.delivery_id, warnings.rule_id, warnings.count AS records
FROM scratch.warnings
SEMI JOIN entering USING (delivery_id);

INSERT INTO ops.attempt BY NAME
SELECT
    this_run.instant AS attempted_at,
    this_run.run_id,
    'load' AS step,
    outcome.feed,
    outcome.supplier,
    outcome.business_day,
    outcome.delivery_id,
    outcome.state AS outcome,
    CASE WHEN outcome.state = 'refused' THEN outcome.refused_because END AS because
FROM outcome
CROSS JOIN this_run;

INSERT INTO ops.day_changed BY NAME
SELECT
    entering.feed,
    entering.supplier,
    entering.business_day,
    this_run.instant AS changed_at,
    this_run.run_id
FROM entering
CROSS JOIN this_run;
