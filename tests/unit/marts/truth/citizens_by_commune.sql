-- citizens_by_commune once more, for days until the end of 2024, on which a record's code is its commune on the old map
-- and each later map is one step through a crosswalk further
-- grain: map × commune, with what is 'uncertain', 'none' and 'all'
WITH old AS (
    SELECT ward_code AS code FROM fact('hanoi_communes_until_2024-12-31')
), half AS (
    SELECT code, coalesce(c.new_ward_code, code) AS target
    FROM old LEFT JOIN fact('crosswalk_hanoi_2025-01-01') AS c ON c.old_ward_code = code
), new AS (
    SELECT code, coalesce(c.new_ward_code, target) AS target
    FROM half LEFT JOIN fact('crosswalk_hanoi_2025-07-01') AS c ON c.old_ward_code = target
), reached AS (
    SELECT 'old' AS map, code, code AS target FROM old
    UNION SELECT '2025-01', code, target FROM half
    UNION SELECT 'new', code, target FROM new
), lies AS (
    SELECT map, code, CASE WHEN count(*) = 1 THEN any_value(target) ELSE 'uncertain' END AS commune_code FROM reached GROUP BY ALL
), person AS (
    SELECT commune_code AS code, 1 AS citizen, 0 AS card FROM population_citizen_today WHERE coalesce(died_on > today(), true)
    UNION ALL
    SELECT commune_code, 0, 1 FROM insurance_card_today WHERE starts_on <= today() AND coalesce(ends_on >= today(), true)
), told AS (
    SELECT code, sum(citizen) AS citizens, sum(card) AS cards FROM person GROUP BY code
), shown AS (
    SELECT map, commune_code, coalesce(citizens, 0) AS citizens, coalesce(cards, 0) AS cards FROM lies LEFT JOIN told USING (code)
    UNION ALL
    SELECT map, 'none', citizens, cards FROM told CROSS JOIN fact('place_maps') WHERE code IS NULL OR code NOT IN (FROM old)
    UNION ALL
    SELECT map, 'all', citizens, cards FROM told CROSS JOIN fact('place_maps')
)
SELECT today() AS as_of, map, commune_code, sum(citizens) AS citizens, sum(cards) AS cards
FROM shown WHERE both_registers_are_known() AND EXISTS (FROM person) GROUP BY ALL
