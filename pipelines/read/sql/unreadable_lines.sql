-- Lines that are no records, each in its place with the reason
-- grain: line · owner: data engineering
WITH split AS (
    SELECT
        position,
        content,
        regexp_extract_all({{ delimiter }} || content, {{ field }}) AS fields
    FROM arrived
)

SELECT
    position,
    NULL::VARCHAR AS column_name,
    CASE
        WHEN contains(content, chr(65533)) THEN 'bytes that are no character of the agreed encoding'
        WHEN array_to_string(fields, '') <> {{ delimiter }} || content
            THEN 'a quote inside a field that is not quoted'
        ELSE 'expected {{ width }} fields, found ' || len(fields)
    END AS reason
FROM split
