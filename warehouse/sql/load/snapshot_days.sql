-- Where one day stands among the supplier's loaded days
-- parameters in `day_in_hand` · owner: data engineering
CREATE OR REPLACE TEMP TABLE loaded_day AS
SELECT delivery.business_day, delivery.delivery_id, verdict.is_complete
FROM ops.delivery
INNER JOIN ops.verdict USING (delivery_id)
WHERE
    delivery.feed = '{{ feed }}'
    AND delivery.state = 'loaded'
    AND delivery.supplier = (SELECT supplier FROM day_in_hand);

CREATE OR REPLACE TEMP TABLE later AS
SELECT * FROM loaded_day WHERE business_day > (SELECT business_day FROM day_in_hand);

UPDATE day_in_hand
SET day_before = (SELECT max(business_day) FROM loaded_day WHERE business_day < day_in_hand.business_day);
