-- What one day's whole state, or its being taken away, changes in the history of a snapshot feed
-- parameters in `day_in_hand`: supplier, business_day, delivery_id (NULL: the day is taken away), is_complete,
-- leaving_id (NULL: the day was not loaded) and day_before, the loaded day before it
-- `carried` is the table of the state that holds where the day says nothing · owner: data engineering

-- the state the history holds on the day, known or carried over from an earlier one
CREATE OR REPLACE TEMP TABLE state_then AS
SELECT {{ key }}, row_hash
FROM history.{{ table }}
WHERE
    supplier = (SELECT supplier FROM day_in_hand)
    AND valid_from <= (SELECT business_day FROM day_in_hand)
    AND valid_to > (SELECT business_day FROM day_in_hand);

{% if replaces %}
-- the state that is carried over to the day where its delivery says nothing
CREATE OR REPLACE TEMP TABLE state_before AS
SELECT {{ key }}, row_hash
FROM history.{{ table }}
WHERE
    supplier = (SELECT supplier FROM day_in_hand)
    AND valid_from <= (SELECT day_before FROM day_in_hand)
    AND valid_to > (SELECT day_before FROM day_in_hand);

{% endif %}
-- keys and hashes only: a register of millions differs in few records, and only those are read whole
CREATE OR REPLACE TEMP TABLE state_new AS
SELECT {{ key }}, row_hash
FROM scratch.good
WHERE delivery_id = (SELECT delivery_id FROM day_in_hand);

-- keys the day does not speak of: their record is in quarantine, or is missing from an incomplete delivery
CREATE OR REPLACE TEMP TABLE silent AS
SELECT DISTINCT {{ key }}
FROM scratch.silent
WHERE delivery_id = (SELECT delivery_id FROM day_in_hand);

INSERT INTO silent
SELECT {{ key }}
FROM {{ carried }}
ANTI JOIN state_new USING ({{ key }})
ANTI JOIN silent USING ({{ key }})
WHERE NOT (SELECT is_complete FROM day_in_hand);

CREATE OR REPLACE TEMP TABLE differing AS
SELECT {{ key }}, state_new.row_hash, state_then.row_hash IS NULL AS is_new
FROM state_new
LEFT JOIN state_then USING ({{ key }})
WHERE state_then.row_hash IS DISTINCT FROM state_new.row_hash;

-- target: the keys whose state on the day is another one than the history holds; row_hash NULL means absent
CREATE OR REPLACE TEMP TABLE target AS
SELECT {{ good_content }}, differing.row_hash, differing.is_new, true AS is_told
FROM scratch.good
INNER JOIN differing USING ({{ key }})
WHERE good.delivery_id = (SELECT delivery_id FROM day_in_hand);

INSERT INTO target BY NAME
SELECT {{ key }}, NULL AS row_hash, false AS is_new, true AS is_told
FROM state_then
ANTI JOIN state_new USING ({{ key }})
ANTI JOIN (SELECT * FROM silent SEMI JOIN {{ carried }} USING ({{ key }})) AS kept USING ({{ key }});
{% if replaces %}

-- what the delivery that leaves had said of a key the one that enters is silent about
INSERT INTO target BY NAME
WITH restored AS (
    SELECT {{ key }}, state_before.row_hash
    FROM state_before
    SEMI JOIN silent USING ({{ key }})
    LEFT JOIN state_then USING ({{ key }})
    WHERE state_then.row_hash IS DISTINCT FROM state_before.row_hash
)

SELECT {{ before_content }}, day_before.row_hash, false AS is_new, false AS is_told
FROM history.{{ table }} AS day_before
SEMI JOIN restored USING ({{ key }})
WHERE
    day_before.supplier = (SELECT supplier FROM day_in_hand)
    AND day_before.valid_from <= (SELECT day_before FROM day_in_hand)
    AND day_before.valid_to > (SELECT day_before FROM day_in_hand);

DELETE FROM history.{{ unobserved }}
WHERE
    supplier = (SELECT supplier FROM day_in_hand)
    AND business_day = (SELECT business_day FROM day_in_hand);
{% endif %}

INSERT INTO history.{{ unobserved }} BY NAME
SELECT day_in_hand.supplier, day_in_hand.business_day, silent.*
FROM silent
CROSS JOIN day_in_hand
WHERE day_in_hand.delivery_id IS NOT NULL;

INSERT INTO touched BY NAME
SELECT (SELECT supplier FROM day_in_hand) AS supplier, {{ key }}
FROM target;
