-- Sums that must hold in the dictionary
-- grain: sum, with how often it is broken · owner: data engineering
WITH there_is AS (
    SELECT table_name, column_name
    FROM duckdb_columns()
    WHERE database_name = {{ named }} AND schema_name = 'mart'
)

SELECT 'dictionary: every column of a mart once' AS invariant, count(*) AS violations
FROM there_is
FULL JOIN (
    SELECT table_name, column_name, count(*) AS times
    FROM {{ catalog }}.mart.dictionary
    WHERE schema_name = 'mart'
    GROUP BY table_name, column_name
) AS told USING (table_name, column_name)
WHERE told.times IS DISTINCT FROM 1 OR there_is.column_name IS NULL
