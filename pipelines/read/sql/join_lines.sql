-- Records over several lines: a line goes on where the quotes so far are odd in number
-- owner: data engineering
CREATE OR REPLACE TEMP TABLE line AS
WITH counted AS (
    SELECT
        position,
        content,
        sum(length(content) - length(replace(content, '{{ quote }}', ''))) OVER (
            ORDER BY position
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS quotes_before
    FROM line
),

begun AS (
    SELECT
        position,
        content,
        sum((coalesce(quotes_before, 0) % 2 = 0)::INTEGER) OVER (ORDER BY position) AS record
    FROM counted
)

SELECT
    min(position) AS position,
    string_agg(content, chr(10) ORDER BY position) AS content
FROM begun
GROUP BY record;
