-- The codes of one reference table that exist on each business day in hand; a code is nothing without its day
-- grain of reference.known: list, code, day · owner: data engineering
INSERT INTO reference.known
SELECT DISTINCT {{ list }}, {{ code }}::VARCHAR, day.business_day
FROM read_parquet({{ file }}) AS listed
CROSS JOIN (SELECT DISTINCT business_day FROM in_hand) AS day
WHERE
    {{ only }}
    {% if is_dated %}AND listed.valid_from <= day.business_day AND day.business_day < listed.valid_to{% endif %};

-- the days on which it knows nothing at all
SELECT DISTINCT business_day
FROM in_hand
WHERE business_day NOT IN (SELECT known.day FROM reference.known WHERE known.list = {{ list }})
ORDER BY business_day;
