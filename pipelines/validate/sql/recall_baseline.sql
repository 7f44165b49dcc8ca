-- A delivery that is read again is measured against what it was measured against
-- parameter in `day_in_hand` · owner: data engineering
UPDATE delivery_profile
SET
    days_before = (stored.baseline ->> 'days_before')::BIGINT,
    expected = (stored.baseline ->> 'expected')::DOUBLE,
    keys_before = (stored.baseline ->> 'keys_before')::BIGINT,
    keys_before_on = (stored.baseline ->> 'keys_before_on')::DATE
FROM stored
WHERE
    delivery_profile.delivery_id = stored.delivery_id
    AND stored.baseline IS NOT NULL
    AND delivery_profile.business_day = (SELECT business_day FROM day_in_hand);
