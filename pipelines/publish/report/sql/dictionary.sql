-- What every published column means
-- grain: schema, table, column · owner: data engineering
SELECT schema_name, table_name, column_name, type, name_vi, meaning, classification, feed
FROM mart.dictionary
ORDER BY schema_name, table_name, column_name
