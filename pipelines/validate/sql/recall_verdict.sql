-- The verdict that stands takes the place of today's, unless today the delivery cannot be read
-- parameter in `day_in_hand` · owner: data engineering
CREATE OR REPLACE TEMP TABLE recalled AS
SELECT stored.*
FROM stored
INNER JOIN delivery_profile USING (delivery_id)
WHERE
    delivery_profile.read_refusal IS NULL
    AND delivery_profile.business_day = (SELECT business_day FROM day_in_hand);

DELETE FROM refusal WHERE delivery_id IN (SELECT delivery_id FROM recalled);

INSERT INTO refusal BY NAME
SELECT delivery_id, refused_by AS rule_ids, refused_because FROM recalled WHERE len(refused_by) > 0;
