-- grain: one row for a batch of JSON pages: number of records and the sums of the two halves of their hashes, which
-- stand for their multiset whatever their order and however they were cut into pages.
WITH record AS (
    SELECT unnest(json_extract(content, $items))::VARCHAR AS content
    FROM read_text($pages)
),

numbered AS (
    SELECT md5_number(content) AS hashed
    FROM record
)

SELECT
    count(*) AS records,
    coalesce(sum((hashed >> 64)::HUGEINT), 0) AS upper_sum,
    coalesce(sum((hashed & 18446744073709551615::UHUGEINT)::HUGEINT), 0) AS lower_sum
FROM numbered
