-- JSON objects as records
-- grain: record · owner: data engineering
WITH object AS (
    SELECT
        position,
        json_transform(content, {{ structure }}) AS record
    FROM arrived
)

SELECT
    position,
    {{ columns }}
FROM object
