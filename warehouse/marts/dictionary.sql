-- dictionary: what every column of the marts and of core.duckdb's history means
-- handed over in `known_column`: the columns as contracts and the notes beside the marts tell of them
-- grain: schema × table × column · owner: data engineering
SELECT schema_name, table_name, column_name, type, name_vi, meaning, unit, classification, feed, rules
FROM known_column
ORDER BY schema_name DESC, table_name, position
