-- insurance_sync: cards valid on the day, and those of them whose personal ID is that of a living, registered citizen
-- grain: district × payer group, with their totals under the code 'all' · owner: data engineering
-- No rows until both feeds have been loaded once: what is not known must not look like a card without a citizen.
-- A cell's matched and other cards are its parts; what is withheld stands in insurance_sync.yaml, how in withhold.sql.
WITH loaded AS (
    SELECT count(DISTINCT feed) = 2 AS is_complete
    FROM ops.delivery
    WHERE state = 'loaded' AND business_day <= $day AND feed IN ('insurance.card', 'population.citizen')
),

citizen AS (
    SELECT citizen_id
    FROM known_population_citizen
    WHERE valid_from < end_of($day) AND valid_to >= end_of($day) AND (died_on IS NULL OR died_on > $day)
),

card AS (
    SELECT
        coalesce(place.district_code, 'none') AS district_code,
        coalesce(insured.payer_group, 'none') AS object_group,
        coalesce(card.citizen_id IN (SELECT citizen.citizen_id FROM citizen), false) AS is_matched
    FROM known_insurance_card AS card
    LEFT JOIN reference.insurance_object AS insured ON card.object_code = insured.object_code
    LEFT JOIN reference.place
        ON
            place.level = 'commune'
            AND card.commune_code = place.place_code
            AND place.valid_from <= $day
            AND place.valid_to > $day
    WHERE
        card.valid_from <= $day
        AND card.valid_to > $day
        AND card.starts_on <= $day
        AND (card.ends_on IS NULL OR card.ends_on >= $day)
        AND (SELECT is_complete FROM loaded)
),

counted AS (
    SELECT
        coalesce(district_code, 'all') AS district_code,
        coalesce(object_group, 'all') AS object_group,
        count(*) AS cards,
        count(*) FILTER (WHERE is_matched) AS matched
    FROM card
    GROUP BY CUBE (district_code, object_group)
    HAVING count(*) > 0
),

payer AS (
    SELECT payer_group AS object_group, name_vi AS object_group_name_vi FROM reference.insurance_group
    UNION ALL
    SELECT * FROM (VALUES ('none', 'Không xác định'), ('all', 'Tất cả các nhóm'))
    WHERE col0 IN (SELECT counted.object_group FROM counted)
)

SELECT
    $day AS as_of,
    district.district_code,
    district.district_name,
    payer.object_group,
    payer.object_group_name_vi,
    coalesce(counted.cards, 0) AS cards,
    coalesce(counted.matched, 0) AS matched,
    coalesce(counted.cards - counted.matched, 0) AS unmatched,
    counted.matched / counted.cards AS matched_share
FROM district_rows($day) AS district
CROSS JOIN payer
LEFT JOIN counted USING (district_code, object_group)
WHERE
    EXISTS (SELECT 1 FROM counted)
    AND (district.district_code <> 'none' OR 'none' IN (SELECT counted.district_code FROM counted))
ORDER BY district_code = 'all', district_code, object_group = 'all', object_group
