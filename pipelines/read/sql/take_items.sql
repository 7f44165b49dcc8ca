-- JSON objects into records
-- grain: record · owner: data engineering
INSERT INTO {{ table }} BY NAME
WITH object AS (
    SELECT
        position,
        json_transform(content, {{ structure }}) AS record
    FROM arrived
)

SELECT
    $id AS delivery_id,
    position,
    {{ columns }}
FROM object
