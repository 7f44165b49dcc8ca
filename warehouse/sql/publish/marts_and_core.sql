-- The city's total of insurance cards, counted once more from the pseudonymised records; no row when it is the same
-- Runs with the published file as catalog and its core.duckdb attached as `core`.
-- grain: check and place · owner: data engineering
WITH about AS (
    SELECT business_day AS day FROM publication.about
),

told AS (
    SELECT cards
    FROM mart.insurance_sync
    WHERE district_code = 'all' AND object_group = 'all' AND NOT is_suppressed
),

counted AS (
    SELECT count(*) AS cards
    FROM core.history.insurance_card AS card
    CROSS JOIN about
    WHERE
        card.valid_from <= about.day
        AND card.valid_to > about.day
        AND card.starts_on <= about.day
        AND (card.ends_on IS NULL OR card.ends_on >= about.day)
)

SELECT
    'marts.core' AS "check",
    'insurance_sync' AS "where",
    format('{} cards in the city, {} in core.duckdb', told.cards, counted.cards) AS what
FROM told
CROSS JOIN counted
WHERE told.cards <> counted.cards
