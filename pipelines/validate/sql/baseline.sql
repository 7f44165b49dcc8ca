-- What was loaded before; deliveries of this run join it as soon as they are judged good
-- grain: delivery · owner: data engineering
CREATE OR REPLACE TEMP TABLE baseline AS
SELECT
    delivery_id,
    supplier,
    business_day,
    version,
    received,
    keys
FROM read_parquet({{ file }});
