-- Take out of a copied ledger what is to be made anew: the lines of what counts become deliveries that only landed
-- grain of to_enter: delivery · owner: data engineering
CREATE OR REPLACE TEMP TABLE to_enter AS
SELECT delivery_id FROM ops.delivery WHERE state = 'loaded';

UPDATE ops.delivery
SET
    state = 'landed',
    received = NULL, unreadable = NULL, duplicate = NULL, quarantined = NULL, loaded = NULL,
    inserted = NULL, changed = NULL, unchanged = NULL, closed = NULL, loaded_at = NULL
WHERE state = 'loaded';
