-- Lines into records: the right number of fields, all characters decoded; everything else is unreadable in its place
-- owner: data engineering
DELETE FROM split WHERE '{{ total_row }}' <> '' AND regexp_matches(content, '{{ total_row }}');

INSERT INTO unreadable
SELECT
    file.delivery_id,
    split.position,
    NULL AS column_name,
    CASE
        WHEN contains(split.content, chr(65533)) THEN 'bytes that are no character of the agreed encoding'
        WHEN split.fields IS NULL THEN 'a quote inside a field that is not quoted'
        ELSE 'expected {{ width }} fields, found ' || len(split.fields)
    END AS reason
FROM split
CROSS JOIN file
WHERE
    contains(split.content, chr(65533))
    OR split.fields IS NULL
    OR len(split.fields) <> {{ width }};

INSERT INTO {{ table }} BY NAME
SELECT
    file.delivery_id,
    split.position,
    {{ columns }}
FROM split
CROSS JOIN file
WHERE
    NOT contains(split.content, chr(65533))
    AND len(split.fields) = {{ width }};
