-- The day between: 1 % of the cards differ from the first day, some of them already as they are on the next day
-- variables: source, the landed extract of the first day · grain: card · owner: data engineering
CREATE OR REPLACE TEMP TABLE made AS
WITH drawn AS (
    SELECT *, coalesce(md5_number_lower(ma_the) % 1000, 500) AS lot
    FROM read_parquet(getvariable('source'))
)

SELECT
    * EXCLUDE (lot)
    REPLACE (
        CASE WHEN lot < 5 THEN '2025-12-31' WHEN lot BETWEEN 20 AND 24 THEN '2025-06-30' ELSE den_ngay END AS den_ngay
    )
FROM drawn
ORDER BY ma_the;
