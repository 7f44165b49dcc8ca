-- What one day's whole state changes in the history of a snapshot feed
-- parameters in `day_in_hand`: supplier, business_day, delivery_id, is_complete · owner: data engineering

-- the state the history holds on the day, known or carried over from an earlier one
CREATE OR REPLACE TEMP TABLE state_then AS
SELECT {{ key }}, row_hash
FROM history.{{ table }}
WHERE
    supplier = (SELECT supplier FROM day_in_hand)
    AND valid_from <= (SELECT business_day FROM day_in_hand)
    AND valid_to > (SELECT business_day FROM day_in_hand);

-- keys and hashes only: a register of millions differs in few records, and only those are read whole
CREATE OR REPLACE TEMP TABLE state_new AS
SELECT {{ key }}, row_hash
FROM scratch.good
WHERE delivery_id = (SELECT delivery_id FROM day_in_hand);

-- keys the delivery does not speak of: their record is in quarantine, or is missing from an incomplete delivery
CREATE OR REPLACE TEMP TABLE silent AS
SELECT {{ key }}
FROM scratch.conformed
SEMI JOIN scratch.quarantined USING (delivery_id, position)
WHERE
    delivery_id = (SELECT delivery_id FROM day_in_hand)
    AND {{ has_key }}
UNION
SELECT {{ key }}
FROM state_then
ANTI JOIN state_new USING ({{ key }})
WHERE NOT (SELECT is_complete FROM day_in_hand);

CREATE OR REPLACE TEMP TABLE differing AS
SELECT {{ key }}, state_new.row_hash, state_then.row_hash IS NULL AS is_new
FROM state_new
LEFT JOIN state_then USING ({{ key }})
WHERE state_then.row_hash IS DISTINCT FROM state_new.row_hash;

-- target: the keys whose state on the day is another one than the history holds; row_hash NULL means absent
CREATE OR REPLACE TEMP TABLE target AS
SELECT {{ good_content }}, differing.row_hash, differing.is_new
FROM scratch.good
INNER JOIN differing USING ({{ key }})
WHERE good.delivery_id = (SELECT delivery_id FROM day_in_hand);

INSERT INTO target BY NAME
SELECT {{ key }}, NULL AS row_hash, false AS is_new
FROM state_then
ANTI JOIN state_new USING ({{ key }})
ANTI JOIN silent USING ({{ key }});

INSERT INTO history.{{ unobserved }} BY NAME
SELECT (SELECT supplier FROM day_in_hand) AS supplier, (SELECT business_day FROM day_in_hand) AS business_day, *
FROM silent;

INSERT INTO touched BY NAME
SELECT (SELECT supplier FROM day_in_hand) AS supplier, {{ key }}
FROM target;
