-- The days a load has to do with: on each a delivery enters, leaves, or enters in the place of another
-- grain: supplier, business day · owner: data engineering
CREATE OR REPLACE TEMP TABLE day_of_work AS
SELECT
    supplier,
    business_day,
    entering.delivery_id,
    coalesce(entering.is_complete, false) AS is_complete,
    leaving.delivery_id AS leaving_id
FROM entering
FULL JOIN leaving USING (supplier, business_day);
