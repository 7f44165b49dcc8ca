-- In how many of two files, the build file and the `core.duckdb` attached as `core`, a history has a column of one type
-- grain: table, column · owner: data engineering
SELECT table_name, column_name, count(*) AS files
FROM duckdb_columns()
WHERE schema_name = 'history' AND database_name IN (current_database(), 'core')
GROUP BY table_name, column_name
HAVING count(DISTINCT data_type) = 1
