-- The good deliveries of one business day become part of the baseline of later days; a newer version takes the place
-- of the one that stood
-- owner: data engineering
INSERT INTO baseline BY NAME
SELECT
    delivery_id,
    supplier,
    business_day,
    version,
    received,
    readable - duplicate - quarantined AS keys
FROM delivery_profile
WHERE
    business_day = (SELECT business_day FROM day_in_hand)
    AND delivery_id NOT IN (SELECT delivery_id FROM refusal);
