-- The loaded days that do not speak of one key, so that its state stayed as it was
-- grain: supplier, business day · owner: data engineering
SELECT DISTINCT supplier, business_day
FROM history.{{ unobserved }}
WHERE {{ record_key }} = $key
ORDER BY supplier, business_day
