-- grain: one row for a Parquet file: number of records and the sums of the two halves of their hashes, which stand for
-- their multiset whatever their order. Each field is written with its length: no two different rows make one text.
WITH record AS (
    SELECT
        md5_number(concat(
            {% for column in columns %}
            coalesce(strlen({{ column }}) || ':' || {{ column }}, '-'), ','{{ ", " if not loop.last }}
            {% endfor %}
        )) AS hashed
    FROM read_parquet($path)
)

SELECT
    count(*) AS records,
    coalesce(sum((hashed >> 64)::HUGEINT), 0) AS upper_sum,
    coalesce(sum((hashed & 18446744073709551615::UHUGEINT)::HUGEINT), 0) AS lower_sum
FROM record
