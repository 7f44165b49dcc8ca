-- insurance_sync: cards valid on the day, and those of them whose personal ID is that of a living, registered citizen
-- grain: district × payer group, with their totals under the code 'all' · owner: data engineering
-- No rows until both feeds have been loaded once: what is not known must not look like a card without a citizen.
--
-- What is withheld. Let M be the matched cards of a cell, U the others; its cards are M + U. A cell, totals included,
-- is small when M or U is below the limit of {{ smallest }}, and then all its figures are withheld. Alone that would
-- not help, since a total gives a single hidden cell away. So for each small cell a rectangle is chosen: two districts
-- × two groups with the small cell in one corner, where 'all' counts as a district or a group too. If one corner rises
-- by t, its neighbours fall by t and the opposite corner rises by t, then no row and no column changes its sum, and
-- nothing that is published changes (a corner that is the total of a district or of a group moves the other way,
-- because a total stands on the other side of its sum). A rectangle serves when the small cell can rise until M and U
-- both reach the limit, each by 1 at least, while no falling corner becomes negative. All four corners are withheld.
-- What is published then fits the table as it is, and also one in which the cell is not small; and each corner has two
-- possible values or more. Of those that serve, the one is chosen that withholds the fewest further totals, then
-- further cells, then cards; the city's total is never a corner.
-- Where some small cell has no such rectangle, which happens in cities of some ten thousand people, all cells are
-- withheld, and of the totals of districts and of groups the small ones with the next in size, until two or more are
-- hidden whose M and whose U come to the limit: then a hidden cell may be anything up to the smaller one of what is
-- left of its row and of its column. Where the city's own total is small nothing is published.
-- What this does not do: the same cell on two days may tell how few changed between them.
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

district AS (
    SELECT place_code AS district_code, full_name AS district_name
    FROM reference.place
    WHERE level = 'district' AND valid_from <= $day AND valid_to > $day
    UNION ALL
    SELECT * FROM (VALUES ('none', 'Không xác định'), ('all', 'Toàn thành phố'))
    WHERE col0 IN (SELECT counted.district_code FROM counted)
),

payer AS (
    SELECT payer_group AS object_group, name_vi AS object_group_name_vi FROM reference.insurance_group
    UNION ALL
    SELECT * FROM (VALUES ('none', 'Không xác định'), ('all', 'Tất cả các nhóm'))
    WHERE col0 IN (SELECT counted.object_group FROM counted)
),

filled AS (
    SELECT
        district.district_code,
        district.district_name,
        payer.object_group,
        payer.object_group_name_vi,
        coalesce(counted.cards, 0) AS cards,
        coalesce(counted.matched, 0) AS matched,
        coalesce(counted.cards - counted.matched, 0) AS unmatched,
        (district.district_code = 'all')::INTEGER + (payer.object_group = 'all')::INTEGER AS totals
    FROM district
    CROSS JOIN payer
    LEFT JOIN counted USING (district_code, object_group)
    WHERE EXISTS (SELECT 1 FROM counted)
),

-- sign: a total of a row or a column moves against the cells it sums up; rise: how far a small cell must be able to
cell AS (
    SELECT
        *,
        CASE totals WHEN 1 THEN -1 ELSE 1 END AS sign,
        least(matched, unmatched) < {{ smallest }} AS is_small,
        greatest({{ smallest }} - matched, 1) AS matched_rise,
        greatest({{ smallest }} - unmatched, 1) AS unmatched_rise
    FROM filled
),

rectangle AS (
    SELECT
        small.district_code,
        small.object_group,
        down.district_code AS other_district,
        across.object_group AS other_group
    FROM cell AS small
    INNER JOIN cell AS across
        ON small.district_code = across.district_code AND small.object_group <> across.object_group
    INNER JOIN cell AS down
        ON small.object_group = down.object_group AND small.district_code <> down.district_code
    INNER JOIN cell AS opposite
        ON down.district_code = opposite.district_code AND across.object_group = opposite.object_group
    WHERE
        small.is_small
        AND greatest(small.totals, across.totals, down.totals, opposite.totals) < 2
        AND (
            small.sign * across.sign < 0
            OR (across.matched >= small.matched_rise AND across.unmatched >= small.unmatched_rise)
        )
        AND (
            small.sign * down.sign < 0
            OR (down.matched >= small.matched_rise AND down.unmatched >= small.unmatched_rise)
        )
        AND (
            small.sign * opposite.sign > 0
            OR (opposite.matched >= small.matched_rise AND opposite.unmatched >= small.unmatched_rise)
        )
    QUALIFY row_number() OVER (
        PARTITION BY small.district_code, small.object_group
        ORDER BY
            (NOT across.is_small)::INTEGER * across.totals + (NOT down.is_small)::INTEGER * down.totals
            + (NOT opposite.is_small)::INTEGER * opposite.totals,
            (NOT across.is_small)::INTEGER + (NOT down.is_small)::INTEGER + (NOT opposite.is_small)::INTEGER,
            across.cards + down.cards + opposite.cards,
            down.district_code,
            across.object_group
    ) = 1
),

corner AS (
    SELECT district_code, object_group FROM rectangle
    UNION
    SELECT district_code, other_group FROM rectangle
    UNION
    SELECT other_district, object_group FROM rectangle
    UNION
    SELECT other_district, other_group FROM rectangle
),

-- the totals of districts and of groups where rectangles do not do: smallest first, until two hide each other
hidden_total AS (
    SELECT
        district_code,
        object_group,
        is_small OR (
            bool_or(is_small) OVER (PARTITION BY object_group = 'all')
            AND (
                count(*) OVER smaller < 2
                OR coalesce(sum(matched) OVER smaller, 0) < {{ smallest }}
                OR coalesce(sum(unmatched) OVER smaller, 0) < {{ smallest }}
            )
        ) AS is_hidden
    FROM cell
    WHERE totals = 1
    WINDOW smaller AS (
        PARTITION BY object_group = 'all'
        ORDER BY is_small DESC, cards, district_code, object_group
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

verdict AS (
    SELECT
        bool_or(is_small AND totals = 2) AS is_too_small,
        count(*) FILTER (WHERE is_small AND rectangle.district_code IS NULL) = 0 AS has_rectangles
    FROM cell
    LEFT JOIN rectangle USING (district_code, object_group)
),

decided AS (
    SELECT
        cell.*,
        CASE
            WHEN verdict.is_too_small THEN true
            WHEN verdict.has_rectangles THEN corner.district_code IS NOT NULL
            WHEN cell.totals = 1 THEN hidden_total.is_hidden
            ELSE cell.totals = 0
        END AS is_suppressed
    FROM cell
    CROSS JOIN verdict
    LEFT JOIN corner USING (district_code, object_group)
    LEFT JOIN hidden_total USING (district_code, object_group)
)

SELECT
    $day AS as_of,
    district_code,
    district_name,
    object_group,
    object_group_name_vi,
    CASE WHEN NOT is_suppressed THEN cards END AS cards,
    CASE WHEN NOT is_suppressed THEN matched END AS matched,
    CASE WHEN NOT is_suppressed THEN matched / cards END AS matched_share,
    is_suppressed
FROM decided
ORDER BY district_code = 'all', district_code, object_group = 'all', object_group
