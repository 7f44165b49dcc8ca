-- Sums that must hold in the series by commune
-- grain: sum, with how often it is broken · owner: data engineering
WITH insurance AS (
    SELECT
        *,
        district_code = 'all' AS is_all_districts,
        object_group = 'all' AS is_all_groups
    FROM {{ catalog }}.mart.insurance_sync
),

-- the rows of a map but the city's total; `withheld` stands for those that are withheld
commune AS (
    SELECT * FROM {{ catalog }}.mart.citizens_by_commune WHERE commune_code <> 'all'
),

commune_map AS (
    SELECT
        map,
        max(all_of.citizens) AS citizens_told,
        max(all_of.cards) AS cards_told,
        coalesce(sum(commune.citizens), 0) AS citizens,
        coalesce(sum(commune.cards), 0) AS cards,
        count(*) FILTER (WHERE commune.is_suppressed) AS hidden,
        count(*) FILTER (WHERE commune.commune_code = 'withheld') AS told_of_hidden
    FROM {{ catalog }}.mart.citizens_by_commune AS all_of
    LEFT JOIN commune USING (map)
    WHERE all_of.commune_code = 'all'
    GROUP BY map
)

SELECT 'citizens_by_commune: the rows of every map come to the city''s total' AS invariant, count(*) AS violations
FROM commune_map
WHERE citizens_told IS NOT NULL AND (citizens = citizens_told AND cards = cards_told) IS NOT TRUE
UNION ALL
SELECT 'citizens_by_commune: one total on all maps', count(*)
FROM commune_map
CROSS JOIN (SELECT min(citizens_told) AS citizens, min(cards_told) AS cards FROM commune_map) AS least_told
WHERE
    commune_map.citizens_told IS DISTINCT FROM least_told.citizens
    OR commune_map.cards_told IS DISTINCT FROM least_told.cards
UNION ALL
SELECT 'citizens_by_commune: nothing below {{ smallest }} is published', count(*)
FROM {{ catalog }}.mart.citizens_by_commune
WHERE least(citizens, cards) < {{ smallest }}
UNION ALL
SELECT 'citizens_by_commune: a withheld row holds no figure, and every other one both', count(*)
FROM {{ catalog }}.mart.citizens_by_commune
WHERE is_suppressed <> (citizens IS NULL) OR is_suppressed <> (cards IS NULL)
UNION ALL
SELECT 'citizens_by_commune: no map hides a single row, and withheld tells of those that are', count(*)
FROM commune_map
WHERE hidden = 1 OR told_of_hidden <> (hidden > 0)::INTEGER
UNION ALL
SELECT 'insurance_sync and citizens_by_commune: one number of cards', count(*)
FROM commune_map
CROSS JOIN insurance
WHERE insurance.is_all_districts AND insurance.is_all_groups AND insurance.cards <> commune_map.cards_told
