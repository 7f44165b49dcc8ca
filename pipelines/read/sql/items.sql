-- JSON values as they arrived, each with what it is, and for an object which keys it has, as a fingerprint
-- grain: value · owner: data engineering
WITH quoted AS (
    SELECT
        position,
        content,
        numbers_in_quotes(content) AS in_quotes
    FROM arrived
),

written AS (
    SELECT
        position,
        contains(content, chr(65533)) AS is_torn,
        as_written(content, in_quotes) AS content
    FROM quoted
),

typed AS (
    SELECT
        position,
        content,
        is_torn,
        json_type(content) AS json_type
    FROM written
)

SELECT
    position,
    content,
    CASE
        WHEN is_torn THEN 'torn'
        WHEN json_type IS NULL THEN 'invalid'
        WHEN json_type = 'OBJECT' THEN 'object'
        WHEN json_type = 'ARRAY' THEN 'a list'
        WHEN json_type = 'VARCHAR' THEN 'a text'
        WHEN json_type = 'BOOLEAN' THEN 'a truth value'
        WHEN json_type = 'NULL' THEN 'nothing'
        ELSE 'a number'
    END AS kind,
    CASE WHEN json_type = 'OBJECT' THEN hash(json_keys(content)) END AS shape
FROM typed
