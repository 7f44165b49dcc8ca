-- What taking a loaded day away changes: the day's state becomes the one of the loaded day before it
-- parameters in `day_in_hand` · owner: data engineering

DELETE FROM history.{{ unobserved }}
WHERE
    supplier = (SELECT supplier FROM day_in_hand)
    AND business_day = (SELECT business_day FROM day_in_hand);

CREATE OR REPLACE TEMP TABLE target AS
WITH day_then AS (
    SELECT *
    FROM history.{{ table }}
    WHERE
        supplier = (SELECT supplier FROM day_in_hand)
        AND valid_from <= (SELECT business_day FROM day_in_hand)
        AND valid_to > (SELECT business_day FROM day_in_hand)
),

day_before AS (
    SELECT *
    FROM history.{{ table }}
    WHERE
        supplier = (SELECT supplier FROM day_in_hand)
        AND valid_from <= (SELECT day_before FROM day_in_hand)
        AND valid_to > (SELECT day_before FROM day_in_hand)
)

SELECT {{ before_content }}, day_before.row_hash, false AS is_new
FROM day_before
LEFT JOIN day_then USING ({{ key }})
WHERE day_before.row_hash IS DISTINCT FROM day_then.row_hash
UNION ALL BY NAME
SELECT {{ then_key }}, NULL AS row_hash, false AS is_new
FROM day_then
ANTI JOIN day_before USING ({{ key }});
