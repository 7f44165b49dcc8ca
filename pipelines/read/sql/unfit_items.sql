-- Values that are no object, name one key twice, or hold more than a single value, each in its place with the reason
-- grain: value, column · owner: data engineering
SELECT
    position,
    NULL::VARCHAR AS column_name,
    CASE kind
        WHEN 'torn' THEN 'bytes that are no character of the agreed encoding'
        WHEN 'invalid' THEN $what || ' that is not valid JSON'
        WHEN 'object' THEN $what || ' that names one key twice'
        ELSE $what || ' that is ' || kind || ' instead of an object'
    END AS reason
FROM arrived
WHERE kind <> 'object' OR list_contains($doubled::UBIGINT[], shape)
UNION ALL
SELECT
    position,
    key AS column_name,
    'a list or an object where a single value is agreed' AS reason
FROM (
    SELECT
        position,
        content,
        unnest(list_intersect(json_keys(content), $sources::VARCHAR[])) AS key
    FROM arrived
    -- a list or an object inside another cannot do without one of these
    WHERE kind = 'object' AND (contains(content, '[') OR contains(content[2:], '{'))
)
WHERE json_type(content, '$."' || key || '"') IN ('ARRAY', 'OBJECT')
