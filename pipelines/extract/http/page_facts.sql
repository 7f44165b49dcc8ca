-- grain: one row for one page: what it says of itself. A body that is no JSON raises.
SELECT
    json_extract_string($body, $code) AS code,
    try_cast(json_extract_string($body, $total) AS BIGINT) AS total,
    json_type($body, $list) = 'ARRAY' AS has_items,
    json_array_length($body, $list) AS items
