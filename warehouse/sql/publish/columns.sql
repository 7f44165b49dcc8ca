-- Every column of an attached publication file
-- handed over: $catalog · grain: column · owner: data engineering
SELECT schema_name, table_name, column_name, data_type
FROM duckdb_columns()
WHERE database_name = $catalog AND NOT internal
ORDER BY schema_name, table_name, column_index
