-- JSON objects into records; everything that is none is unreadable in its place
-- owner: data engineering
INSERT INTO unreadable
SELECT
    file.delivery_id,
    item.position,
    NULL AS column_name,
    CASE
        WHEN item.is_torn THEN 'bytes that are no character of the agreed encoding'
        WHEN item.content IS NULL THEN '{{ what }} that is not valid JSON'
        ELSE '{{ what }} that holds ' || lower(json_type(item.content)) || ' instead of an object'
    END AS reason
FROM item
CROSS JOIN file
WHERE item.content IS NULL OR json_type(item.content) <> 'OBJECT';

INSERT INTO {{ table }} BY NAME
WITH object AS (
    SELECT
        item.position,
        json_transform(item.content, '{{ structure }}') AS record
    FROM item
    WHERE item.content IS NOT NULL AND json_type(item.content) = 'OBJECT'
)

SELECT
    file.delivery_id,
    object.position,
    {{ columns }}
FROM object
CROSS JOIN file;
