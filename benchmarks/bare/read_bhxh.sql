-- The records of a Parquet extract
-- variables: files · grain: record · owner: data engineering
CREATE TABLE bhxh AS
SELECT * FROM read_parquet(getvariable('files'));
