-- The next whole state of the cards: what is gone or other than before ends, what is new or other begins; a card whose
-- record is held says nothing
-- grain: card · owner: data engineering
CREATE TEMP TABLE today AS
SELECT * FROM scratch.good;

CREATE TEMP TABLE held AS
SELECT DISTINCT card_number
FROM scratch.conformed
SEMI JOIN scratch.quarantined USING (delivery_id, position)
WHERE card_number IS NOT NULL;

CREATE TEMP TABLE other AS
SELECT card_number, standing.row_hash IS NOT NULL AS stood, today.row_hash IS NOT NULL AS stands
FROM (
    SELECT card_number, row_hash FROM history.insurance_card WHERE valid_to = DATE '9999-12-31'
) AS standing
FULL JOIN today USING (card_number)
WHERE
    standing.row_hash IS DISTINCT FROM today.row_hash
    AND card_number NOT IN (SELECT held.card_number FROM held);

UPDATE history.insurance_card
SET valid_to = (SELECT business_day FROM scratch.delivery)
WHERE valid_to = DATE '9999-12-31' AND card_number IN (SELECT other.card_number FROM other WHERE other.stood);

INSERT INTO history.insurance_card BY NAME
SELECT
    * EXCLUDE (business_day, version, position),
    business_day AS valid_from,
    DATE '9999-12-31' AS valid_to
FROM today
SEMI JOIN (SELECT card_number FROM other WHERE stands) AS wanted USING (card_number);
