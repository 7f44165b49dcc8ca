-- A later day of the card register: of the cards of the first day 1 % end on another day, 1 in 1,000 is gone, and
-- 1 in 1,000 comes with a new card of another holder
-- variables: source, the landed extract of the first day · grain: card · owner: data engineering
CREATE OR REPLACE TEMP TABLE made AS
WITH drawn AS (
    SELECT *, coalesce(md5_number_lower(ma_the) % 1000, 500) AS lot
    FROM read_parquet(getvariable('source'))
)

SELECT * EXCLUDE (lot) REPLACE (CASE WHEN lot < 10 THEN '2025-12-31' ELSE den_ngay END AS den_ngay)
FROM drawn
WHERE lot <> 11
UNION ALL
SELECT
    * EXCLUDE (lot)
    REPLACE ('9' || substr(ma_so_bhxh, 2) AS ma_so_bhxh, left(ma_the, 5) || '9' || substr(ma_so_bhxh, 2) AS ma_the)
FROM drawn
WHERE lot = 12
ORDER BY ma_the;
