-- What every published column means
-- grain: schema, table, column · owner: data engineering
SELECT
    schema_name || '.' || table_name AS table_name, column_name, type, name_vi, meaning, classification, feed AS feeds
FROM mart.dictionary
ORDER BY ALL
