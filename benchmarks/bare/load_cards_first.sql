-- The first state of the cards: every record is a version that is still open
-- grain: card · owner: data engineering
INSERT INTO history.insurance_card BY NAME
SELECT
    * EXCLUDE (business_day, version, position),
    business_day AS valid_from,
    DATE '9999-12-31' AS valid_to
FROM scratch.good;
