-- What every published column means
-- grain: schema, table, column · owner: data engineering
SELECT
    schema_name || '.' || table_name AS table_name, column_name, type, name_vi, meaning, unit AS unit_of,
    classification, feed AS feeds, rules
FROM mart.dictionary
ORDER BY ALL
