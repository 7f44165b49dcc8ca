-- JSON objects into records; everything that is none, or says one thing twice, is unreadable in its place
-- grain: record · owner: data engineering
CREATE OR REPLACE TEMP TABLE unfit AS
SELECT
    position,
    NULL::VARCHAR AS column_name,
    CASE kind
        WHEN 'torn' THEN 'bytes that are no character of the agreed encoding'
        WHEN 'invalid' THEN '{{ what }} that is not valid JSON'
        WHEN 'object' THEN '{{ what }} that names one key twice'
        ELSE '{{ what }} that is ' || kind || ' instead of an object'
    END AS reason
FROM item
WHERE
    kind <> 'object'
    OR keys IN (SELECT keys FROM (SELECT DISTINCT keys FROM item) WHERE len(keys) <> len(list_distinct(keys)))
UNION ALL
SELECT
    position,
    key AS column_name,
    'a list or an object where a single value is agreed' AS reason
FROM (
    SELECT
        position,
        content,
        unnest(list_intersect(keys, {{ sources }})) AS key
    FROM item
    -- a list or an object inside another cannot do without one of these
    WHERE kind = 'object' AND (contains(content, '[') OR contains(content[2:], '{'))
)
WHERE json_type(content, '$."' || key || '"') IN ('ARRAY', 'OBJECT');

INSERT INTO unreadable
SELECT
    {{ delivery_id }} AS delivery_id,
    position,
    column_name,
    reason
FROM unfit;

INSERT INTO {{ table }} BY NAME
WITH object AS (
    SELECT
        position,
        json_transform(content, {{ structure }}) AS record
    FROM item
    ANTI JOIN unfit USING (position)
)

SELECT
    {{ delivery_id }} AS delivery_id,
    position,
    {{ columns }}
FROM object;
