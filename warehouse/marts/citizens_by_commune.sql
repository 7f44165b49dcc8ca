-- citizens_by_commune: living registered citizens and valid cards of the day, by commune, on each of the three maps
-- A record's commune is its code with the day the record speaks of, the first of its version; the map it is shown on
-- may be another day's. Where a split leaves the commune open the record counts under 'uncertain', and under 'none'
-- where its code was no commune's on its day. A commune that nobody can be told to live in on this day has no row.
-- grain: map × commune, with what is 'uncertain', 'none', 'withheld' and 'all' · owner: data engineering
-- No rows until both feeds have been loaded once: what is not known must not look like a commune without citizens.
--
-- What is withheld. A row is small when its citizens or its cards are below {{ smallest }}; a small one is withheld.
-- The three maps count the same people, so a row could be found out through the other maps as well, and its cards
-- through the totals of districts that insurance_sync publishes. Let a part be what all codes have in common that lie
-- in the same place on all maps and in the same district: every row is a sum of parts. For each small row two parts
-- are chosen in one district, the first in the row and the second outside, the second with at least as many people as
-- the row lacks to {{ smallest }}, and with 1 at least. If so many move from the second part to the first, the row is
-- not small; on each map on which the parts lie in two rows both are withheld, and nothing else changes. So all that
-- is published fits a city in which the row is not small just as well. Of all pairs the one is chosen that withholds
-- the fewest further rows, then those with the fewest people.
-- Where some small row has no such pair, which happens in cities of some ten thousand people, every row is withheld
-- but 'all'. Where that is small itself nothing is published. 'withheld' is the sum of what is: with it the rows of
-- each map come to 'all'. What this does not do: the same row on two days may tell how few changed between them.
WITH loaded AS (
    SELECT count(DISTINCT feed) = 2 AS is_complete
    FROM ops.delivery
    WHERE state = 'loaded' AND business_day <= $day AND feed IN ('insurance.card', 'population.citizen')
),

-- a code may mean several communes, each on its days; what changes speak of is an instant, so the days become instants
commune AS (
    SELECT place_code, valid_from, valid_to, end_of(valid_from - 1) AS begins_at, end_of(valid_to - 1) AS ends_at
    FROM reference.place
    WHERE level = 'commune'
),

told AS (
    SELECT citizen.commune_code, commune.valid_from, 1 AS citizens, 0 AS cards
    FROM known_population_citizen AS citizen
    LEFT JOIN commune
        ON
            citizen.commune_code = commune.place_code
            AND citizen.valid_from >= commune.begins_at
            AND citizen.valid_from < commune.ends_at
    WHERE
        citizen.valid_from < end_of($day)
        AND citizen.valid_to >= end_of($day)
        AND (citizen.died_on IS NULL OR citizen.died_on > $day)
        AND (SELECT is_complete FROM loaded)
    UNION ALL
    SELECT card.commune_code, commune.valid_from, 0, 1
    FROM known_insurance_card AS card
    LEFT JOIN commune
        ON
            card.commune_code = commune.place_code
            AND card.valid_from >= commune.valid_from
            AND card.valid_from < commune.valid_to
    WHERE
        card.valid_from <= $day
        AND card.valid_to > $day
        AND card.starts_on <= $day
        AND (card.ends_on IS NULL OR card.ends_on >= $day)
        AND (SELECT is_complete FROM loaded)
),

-- where the code was no commune's, valid_from is empty
counted AS (
    SELECT commune_code, valid_from, sum(citizens)::BIGINT AS citizens, sum(cards)::BIGINT AS cards
    FROM told
    GROUP BY commune_code, valid_from
),

-- every code that a record of the day may hold, and where it lies on each map
ground AS (
    SELECT
        place_code AS commune_code,
        valid_from,
        min(coalesce(target_code, 'uncertain')) FILTER (WHERE map = 'old') AS old_code,
        min(coalesce(target_code, 'uncertain')) FILTER (WHERE map = '2025-01') AS half_code,
        min(coalesce(target_code, 'uncertain')) FILTER (WHERE map = 'new') AS new_code
    FROM reference.place_on_map
    WHERE valid_from <= $day AND EXISTS (SELECT 1 FROM counted)
    GROUP BY place_code, valid_from
    UNION ALL
    SELECT commune_code, NULL, 'none', 'none', 'none'
    FROM counted
    WHERE valid_from IS NULL
),

part AS (
    SELECT
        ground.old_code,
        ground.half_code,
        ground.new_code,
        coalesce(today.district_code, 'none') AS district_code,
        coalesce(sum(counted.citizens), 0)::BIGINT AS citizens,
        coalesce(sum(counted.cards), 0)::BIGINT AS cards
    FROM ground
    LEFT JOIN counted
        ON
            ground.commune_code IS NOT DISTINCT FROM counted.commune_code
            AND ground.valid_from IS NOT DISTINCT FROM counted.valid_from
    LEFT JOIN reference.place AS today
        ON
            today.level = 'commune'
            AND ground.commune_code = today.place_code
            AND today.valid_from <= $day
            AND today.valid_to > $day
    GROUP BY ALL
),

on_map AS (
    SELECT 'old' AS map, old_code AS commune_code, citizens, cards FROM part
    UNION ALL
    SELECT '2025-01', half_code, citizens, cards FROM part
    UNION ALL
    SELECT 'new', new_code, citizens, cards FROM part
),

cell AS (
    SELECT
        map,
        commune_code,
        sum(citizens)::BIGINT AS citizens,
        sum(cards)::BIGINT AS cards,
        least(sum(citizens), sum(cards)) < {{ smallest }} AS is_small
    FROM on_map
    GROUP BY map, commune_code
),

-- the parts with one of the two figures, and which of their three rows would be withheld for their sake alone
movable AS (
    SELECT
        part.old_code,
        part.half_code,
        part.new_code,
        part.district_code,
        counts.measure,
        CASE counts.measure WHEN 'citizens' THEN part.citizens ELSE part.cards END AS figure,
        (NOT old_cell.is_small)::INTEGER AS old_cost,
        (NOT half_cell.is_small)::INTEGER AS half_cost,
        (NOT new_cell.is_small)::INTEGER AS new_cost,
        old_cell.citizens AS old_size,
        half_cell.citizens AS half_size,
        new_cell.citizens AS new_size
    FROM part
    INNER JOIN cell AS old_cell ON old_cell.map = 'old' AND part.old_code = old_cell.commune_code
    INNER JOIN cell AS half_cell ON half_cell.map = '2025-01' AND part.half_code = half_cell.commune_code
    INNER JOIN cell AS new_cell ON new_cell.map = 'new' AND part.new_code = new_cell.commune_code
    CROSS JOIN (VALUES ('citizens'), ('cards')) AS counts (measure)
),

-- the same by the rows they are parts of
within AS (
    SELECT 'old' AS map, old_code AS commune_code, * FROM movable
    UNION ALL
    SELECT '2025-01', half_code, * FROM movable
    UNION ALL
    SELECT 'new', new_code, * FROM movable
),

-- how many people a small row lacks of each figure that is small
short AS (
    SELECT map, commune_code, 'citizens' AS measure, greatest({{ smallest }} - citizens, 1) AS lacks
    FROM cell
    WHERE citizens < {{ smallest }}
    UNION ALL
    SELECT map, commune_code, 'cards', greatest({{ smallest }} - cards, 1)
    FROM cell
    WHERE cards < {{ smallest }}
),

-- the parts of small rows; made first, because there are few of them
needy AS MATERIALIZED (
    SELECT within.*, short.lacks
    FROM within
    INNER JOIN short USING (map, commune_code, measure)
),

candidate AS (
    SELECT
        inside.map,
        inside.commune_code,
        inside.measure,
        inside.old_code,
        inside.half_code,
        inside.new_code,
        outside.old_code AS other_old_code,
        outside.half_code AS other_half_code,
        outside.new_code AS other_new_code,
        (inside.old_code <> outside.old_code)::INTEGER * (inside.old_cost + outside.old_cost)
        + (inside.half_code <> outside.half_code)::INTEGER * (inside.half_cost + outside.half_cost)
        + (inside.new_code <> outside.new_code)::INTEGER * (inside.new_cost + outside.new_cost) AS further_rows,
        (inside.old_code <> outside.old_code)::INTEGER * (inside.old_size + outside.old_size)
        + (inside.half_code <> outside.half_code)::INTEGER * (inside.half_size + outside.half_size)
        + (inside.new_code <> outside.new_code)::INTEGER * (inside.new_size + outside.new_size) AS people
    FROM needy AS inside
    INNER JOIN within AS outside
        ON
            inside.map = outside.map
            AND inside.measure = outside.measure
            AND inside.district_code = outside.district_code
            AND inside.commune_code <> outside.commune_code
            AND inside.lacks <= outside.figure
            AND outside.old_code <> 'none'
),

pair AS (
    SELECT
        map,
        commune_code,
        measure,
        arg_min(
            {
                'old': [old_code, other_old_code],
                '2025-01': [half_code, other_half_code],
                'new': [new_code, other_new_code]
            },
            (further_rows, people, old_code, half_code, new_code, other_old_code, other_half_code, other_new_code)
        ) AS corners
    FROM candidate
    GROUP BY map, commune_code, measure
),

corner AS (
    SELECT 'old' AS map, unnest(corners.old) AS commune_code
    FROM pair
    WHERE corners.old[1] <> corners.old[2]
    UNION
    SELECT '2025-01', unnest(corners['2025-01'])
    FROM pair
    WHERE corners['2025-01'][1] <> corners['2025-01'][2]
    UNION
    SELECT 'new', unnest(corners.new)
    FROM pair
    WHERE corners.new[1] <> corners.new[2]
),

total AS (
    SELECT
        sum(citizens)::BIGINT AS citizens,
        sum(cards)::BIGINT AS cards,
        least(sum(citizens), sum(cards)) < {{ smallest }} AS is_too_small
    FROM part
    HAVING count(*) > 0
),

decided AS (
    SELECT
        cell.map,
        cell.commune_code,
        cell.citizens,
        cell.cards,
        total.is_too_small,
        total.is_too_small
        OR cell.is_small
        OR corner.commune_code IS NOT NULL
        OR (SELECT count(*) FROM short) > (SELECT count(*) FROM pair) AS is_suppressed
    FROM cell
    CROSS JOIN total
    LEFT JOIN corner USING (map, commune_code)
),

shown AS (
    SELECT
        map,
        commune_code,
        CASE WHEN NOT is_suppressed THEN citizens END AS citizens,
        CASE WHEN NOT is_suppressed THEN cards END AS cards,
        is_suppressed
    FROM decided
    UNION ALL
    SELECT
        map,
        'withheld',
        CASE WHEN NOT bool_or(is_too_small) THEN sum(citizens)::BIGINT END,
        CASE WHEN NOT bool_or(is_too_small) THEN sum(cards)::BIGINT END,
        bool_or(is_too_small)
    FROM decided
    WHERE is_suppressed
    GROUP BY map
    UNION ALL
    SELECT
        on_map.map,
        'all',
        CASE WHEN NOT total.is_too_small THEN total.citizens END,
        CASE WHEN NOT total.is_too_small THEN total.cards END,
        total.is_too_small
    FROM reference.place_map AS on_map
    CROSS JOIN total
)

SELECT
    $day AS as_of,
    shown.map,
    shown.commune_code,
    CASE shown.commune_code
        WHEN 'all' THEN 'Toàn thành phố'
        WHEN 'withheld' THEN 'Không công bố'
        WHEN 'uncertain' THEN 'Chưa xác định do chia tách'
        WHEN 'none' THEN 'Không xác định'
        ELSE named.full_name
    END AS commune_name,
    named.district_code,
    shown.citizens,
    shown.cards,
    shown.is_suppressed
FROM shown
INNER JOIN reference.place_map AS on_map USING (map)
LEFT JOIN reference.place AS named
    ON
        named.level = 'commune'
        AND shown.commune_code = named.place_code
        AND on_map.valid_from = named.valid_from
ORDER BY
    on_map.valid_from,
    shown.commune_code = 'all',
    shown.commune_code = 'withheld',
    shown.commune_code IN ('uncertain', 'none'),
    shown.commune_code
