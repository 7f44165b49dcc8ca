-- Some pages as they were received, each with what it is; `content` is NULL where the bytes are no text
-- grain: page · owner: data engineering
WITH decoded AS (
    SELECT
        filename,
        ltrim(TRY(decode(content)), chr(65279)) AS content
    FROM read_blob($files)
),

quoted AS (
    SELECT
        filename,
        content,
        numbers_in_quotes(content) AS in_quotes
    FROM decoded
),

written AS (
    SELECT
        filename,
        content,
        as_written(content, in_quotes) AS json
    FROM quoted
)

SELECT
    $before::BIGINT + row_number() OVER (ORDER BY filename) AS page,
    content,
    json,
    json_type(json, $items) AS list_type,
    TRY_CAST(json_extract_string(json, $total) AS BIGINT) AS total
FROM written
