-- The sets of keys there are
-- grain: fingerprint of a set of keys · owner: data engineering
SELECT
    shape,
    json_keys(any_value(content)) AS keys
FROM arrived
WHERE shape IS NOT NULL
GROUP BY shape
