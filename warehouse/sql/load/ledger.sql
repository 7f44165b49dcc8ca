-- Ledger, quarantine and the tries, in the transaction that changed the history
-- owner: data engineering

-- taken through again and nothing of it is different: records, places that could not be read, held records, counts
CREATE OR REPLACE TEMP TABLE same AS
WITH quiet AS (
    SELECT delivery.*
    FROM scratch.delivery
    SEMI JOIN idle USING (delivery_id)
    INNER JOIN known_before USING (delivery_id, received, unreadable, duplicate, quarantined, loaded, contract_version)
),

differing AS (
    (
        SELECT delivery_id, "position", rule_ids, reasons FROM scratch.quarantined SEMI JOIN quiet USING (delivery_id)
        EXCEPT ALL
        SELECT delivery_id, "position", rule_ids, reasons FROM quarantine.record WHERE state = 'open'
    )
    UNION ALL BY NAME
    (
        SELECT delivery_id, "position", reason FROM scratch.unreadable SEMI JOIN quiet USING (delivery_id)
        EXCEPT ALL
        SELECT delivery_id, "position", reason FROM quarantine.unreadable
    )
    UNION ALL BY NAME
    (
        SELECT delivery_id, rule_id, count AS records FROM scratch.warnings SEMI JOIN quiet USING (delivery_id)
        EXCEPT ALL
        SELECT delivery_id, rule_id, records FROM ops.warning
    )
    UNION ALL BY NAME
    (
        SELECT delivery_id, rule_id, records FROM ops.warning SEMI JOIN quiet USING (delivery_id)
        EXCEPT ALL
        SELECT delivery_id, rule_id, count AS records FROM scratch.warnings
    )
)

SELECT delivery_id FROM quiet ANTI JOIN differing USING (delivery_id);

-- every delivery of the scratch database and what became of it
CREATE OR REPLACE TEMP TABLE outcome AS
SELECT
    delivery.*,
    CASE
        WHEN same.delivery_id IS NOT NULL THEN 'unchanged'
        -- what was loaded once keeps its counts when it gives way, or has given way before
        WHEN arriving.is_outdated AND known.state IN ('loaded', 'superseded') THEN 'unchanged'
        WHEN arriving.is_outdated THEN 'superseded'
        WHEN arriving.delivery_id IS NOT NULL THEN 'loaded'
        WHEN again.delivery_id IS NOT NULL AND delivery.state = 'refused'
            THEN
                if(
                    known.state = 'refused' AND known.refused_because = delivery.refused_because,
                    'unchanged',
                    'refused'
                )
        WHEN known.state <> 'landed' THEN 'unchanged'
        ELSE 'refused'
    END AS outcome
FROM scratch.delivery
LEFT JOIN arriving USING (delivery_id)
LEFT JOIN known_before AS known USING (delivery_id)
LEFT JOIN same USING (delivery_id)
LEFT JOIN again USING (delivery_id)
ANTI JOIN struck USING (delivery_id);

ALTER TABLE outcome DROP COLUMN state;

ALTER TABLE outcome RENAME COLUMN outcome TO state;

CREATE OR REPLACE TEMP TABLE decided AS SELECT * FROM outcome WHERE state <> 'unchanged';

-- what a person took out, whether its content was loaded or not
CREATE OR REPLACE TEMP TABLE struck_line AS
SELECT delivery.delivery_id, delivery.feed, delivery.supplier, delivery.business_day, struck.state, struck.because
FROM ops.delivery
INNER JOIN struck USING (delivery_id)
WHERE delivery.state <> struck.state;

-- a delivery that gave way: its open items are settled by the one that took its place, if one did
UPDATE quarantine.record
SET state = 'resolved', resolved_by = leaving.successor_id, resolved_at = (SELECT instant FROM this_run)
FROM leaving
WHERE
    record.delivery_id = leaving.delivery_id
    AND record.delivery_id IS DISTINCT FROM leaving.successor_id
    AND record.state = 'open';

UPDATE ops.delivery
SET state = 'superseded'
WHERE delivery_id IN (SELECT delivery_id FROM leaving WHERE delivery_id IS DISTINCT FROM successor_id);

UPDATE ops.delivery
SET state = struck_line.state
FROM struck_line
WHERE delivery.delivery_id = struck_line.delivery_id;

-- a refused line has no counts, whatever was counted while it stood
UPDATE ops.delivery
SET
    refused_because = struck_line.because,
    received = NULL, unreadable = NULL, duplicate = NULL, quarantined = NULL, loaded = NULL,
    inserted = NULL, changed = NULL, unchanged = NULL, closed = NULL, loaded_at = NULL
FROM struck_line
WHERE delivery.delivery_id = struck_line.delivery_id AND struck_line.state = 'refused';

-- the lines themselves
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

-- quarantine holds the records of what was loaded, and nothing of what was refused or has given way; a record that
-- was held when the delivery was taken through before, and now is not, is settled by the delivery itself
CREATE OR REPLACE TEMP TABLE entered AS SELECT delivery_id FROM decided WHERE state = 'loaded';

DELETE FROM quarantine.record AS held
USING scratch.quarantined AS held_again, entered
WHERE
    held.delivery_id = held_again.delivery_id
    AND held."position" = held_again."position"
    AND held.delivery_id = entered.delivery_id;

UPDATE quarantine.record
SET state = 'resolved', resolved_by = record.delivery_id, resolved_at = this_run.instant
FROM entered CROSS JOIN this_run
WHERE record.delivery_id = entered.delivery_id AND record.resolved_by IS DISTINCT FROM record.delivery_id;

INSERT INTO quarantine.record BY NAME
SELECT quarantined.*, 'open' AS state
FROM scratch.quarantined
SEMI JOIN entered USING (delivery_id);

CREATE OR REPLACE TEMP TABLE refused AS
SELECT delivery_id FROM decided WHERE state = 'refused'
UNION
SELECT delivery_id FROM struck_line WHERE state = 'refused';

DELETE FROM quarantine.record WHERE delivery_id IN (SELECT delivery_id FROM refused);

CREATE OR REPLACE TEMP TABLE told_anew AS
SELECT delivery_id FROM refused
UNION
SELECT delivery_id FROM entered;

DELETE FROM quarantine.unreadable WHERE delivery_id IN (SELECT delivery_id FROM told_anew);

INSERT INTO quarantine.unreadable BY NAME
SELECT unreadable.*
FROM scratch.unreadable
SEMI JOIN entered USING (delivery_id);

DELETE FROM ops.warning WHERE delivery_id IN (SELECT delivery_id FROM told_anew);

INSERT INTO ops.warning BY NAME
SELECT warnings.delivery_id, warnings.rule_id, warnings.count AS records
FROM scratch.warnings
SEMI JOIN entered USING (delivery_id);

INSERT INTO ops.attempt BY NAME
SELECT
    this_run.instant AS attempted_at,
    this_run.run_id,
    'load' AS step,
    ended.*
FROM (
    SELECT
        feed, supplier, business_day, delivery_id, state AS outcome,
        CASE WHEN state = 'refused' THEN refused_because END AS because
    FROM outcome
    UNION ALL BY NAME
    SELECT feed, supplier, business_day, delivery_id, state AS outcome, because FROM struck_line
) AS ended
CROSS JOIN this_run;

INSERT INTO ops.day_changed BY NAME
SELECT
    '{{ feed }}' AS feed,
    changed.*,
    this_run.instant AS changed_at,
    this_run.run_id
FROM (
    SELECT supplier, business_day FROM decided WHERE state = 'loaded'
    UNION
    SELECT supplier, business_day FROM leaving ANTI JOIN same USING (delivery_id)
) AS changed
CROSS JOIN this_run;
