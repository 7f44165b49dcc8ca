-- withhold: a table of counts of people, row × column with their totals under the code 'all', as it may be published
-- grain: that of the mart in temp.counted, whose order it keeps · owner: data engineering
--
-- A cell consists of parts that add up to it; each cell that there could be is a row of the mart. A part is telling
-- when fewer than {{ smallest }} people are in it: with `zero_tells` also when nobody is, because then all the others
-- of the cell are known to be something else; otherwise nobody is nobody. A cell, totals included, is small when one
-- of its parts is telling, and then all its figures are withheld. Alone that would not help, since a total gives a
-- single hidden cell away. So for each small cell a rectangle is chosen: two rows × two columns with the small cell in
-- one corner, where 'all' counts as a row or a column too. If one corner rises by t, its neighbours fall by t and the
-- opposite corner rises by t, then no row and no column changes its sum, and nothing that is published changes (a
-- corner that is the total of a row or of a column moves the other way, because a total stands on the other side of
-- its sum). A rectangle serves when the small cell can rise until none of its parts is telling, each by 1 at least,
-- while no falling corner becomes negative. All four corners are withheld. What is published then fits the table as it
-- is, and also one in which the cell is not small; and each corner has two possible values or more. Of those that
-- serve, the one is chosen that withholds the fewest further totals, then further cells, then people; the city's total
-- is never a corner.
-- Where some small cell has no such rectangle, which happens in cities of some ten thousand people, all cells are
-- withheld, and of the totals of rows and of columns the small ones with the next in size, until two or more are
-- hidden whose parts come to the limit wherever one is telling: then a hidden cell may be anything up to the smaller
-- one of what is left of its row and of its column. Where the city's own total is small nothing is published, unless
-- the total is no attribute of a person and always shown (`total_is_shown`).
-- A row or a column that is the only one is its total under another name: both are judged as that one number, and so
-- shown or withheld together. What is left may be a single line of totals, which then hide each other as those do.
-- What this does not do: the same cell on two days may tell how few changed between them.
WITH placed AS (
    SELECT
        rowid AS place,
        CASE WHEN count(DISTINCT {{ rows_by }}) OVER () > 2 THEN {{ rows_by }} ELSE 'all' END AS row_code,
        CASE WHEN count(DISTINCT {{ columns_by }}) OVER () > 2 THEN {{ columns_by }} ELSE 'all' END AS column_code,
        [{{ parts | join(', ') }}]::BIGINT[] AS parts
    FROM temp.counted
),

cell AS (
    SELECT
        row_code,
        column_code,
        any_value(parts) AS parts,
        (row_code = 'all')::INTEGER + (column_code = 'all')::INTEGER AS totals
    FROM placed
    GROUP BY row_code, column_code
),

-- sign: a total of a row or a column moves against the cells it sums up; rise: how far a small cell must be able to
judged AS (
    SELECT
        *,
        list_sum(parts) AS size,
        CASE totals WHEN 1 THEN -1 ELSE 1 END AS sign,
        NOT (totals = 2 AND {{ total_is_shown }})
        AND len(list_filter(parts, lambda n: n BETWEEN {{ least }} AND {{ smallest }} - 1)) > 0 AS is_small,
        list_transform(
            parts, lambda n: CASE WHEN n < {{ least }} THEN 0 ELSE greatest({{ smallest }} - n, 1) END
        ) AS rise
    FROM cell
),

rectangle AS (
    SELECT
        small.row_code,
        small.column_code,
        down.row_code AS other_row,
        across.column_code AS other_column
    FROM judged AS small
    INNER JOIN judged AS across
        ON small.row_code = across.row_code AND small.column_code <> across.column_code
    INNER JOIN judged AS down
        ON small.column_code = down.column_code AND small.row_code <> down.row_code
    INNER JOIN judged AS opposite
        ON down.row_code = opposite.row_code AND across.column_code = opposite.column_code
    WHERE
        small.is_small
        AND greatest(small.totals, across.totals, down.totals, opposite.totals) < 2
        AND (small.sign * across.sign < 0 OR can_fall(across.parts, small.rise))
        AND (small.sign * down.sign < 0 OR can_fall(down.parts, small.rise))
        AND (small.sign * opposite.sign > 0 OR can_fall(opposite.parts, small.rise))
    QUALIFY row_number() OVER (
        PARTITION BY small.row_code, small.column_code
        ORDER BY
            (NOT across.is_small)::INTEGER * across.totals + (NOT down.is_small)::INTEGER * down.totals
            + (NOT opposite.is_small)::INTEGER * opposite.totals,
            (NOT across.is_small)::INTEGER + (NOT down.is_small)::INTEGER + (NOT opposite.is_small)::INTEGER,
            across.size + down.size + opposite.size,
            down.row_code,
            across.column_code
    ) = 1
),

corner AS (
    SELECT row_code, column_code FROM rectangle
    UNION
    SELECT row_code, other_column FROM rectangle
    UNION
    SELECT other_row, column_code FROM rectangle
    UNION
    SELECT other_row, other_column FROM rectangle
),

-- the totals of rows and of columns where rectangles do not do: smallest first, until two or more hide each other
total AS (
    SELECT
        row_code,
        column_code,
        is_small,
        list(parts) OVER smaller AS hidden_before,
        list(parts) FILTER (WHERE is_small) OVER (PARTITION BY column_code = 'all') AS small_ones
    FROM judged
    WHERE totals = 1
    WINDOW smaller AS (
        PARTITION BY column_code = 'all'
        ORDER BY is_small DESC, size, row_code, column_code
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

hidden_total AS (
    SELECT
        row_code,
        column_code,
        is_small OR (
            small_ones IS NOT NULL
            AND (
                len(coalesce(hidden_before, [])) < 2
                OR len(list_filter(
                    range(1, {{ parts | length }} + 1),
                    lambda i: ({{ least }} = 0 OR list_min(list_transform(
                        small_ones, lambda small: CASE WHEN small[i] >= {{ least }} THEN small[i] END
                    )) < {{ smallest }})
                    AND list_sum(list_transform(hidden_before, lambda hidden: hidden[i])) < {{ smallest }}
                )) > 0
            )
        ) AS is_hidden
    FROM total
),

verdict AS (
    SELECT
        bool_or(is_small AND totals = 2) AS is_too_small,
        count(*) FILTER (WHERE is_small AND rectangle.row_code IS NULL) = 0 AS has_rectangles
    FROM judged
    LEFT JOIN rectangle USING (row_code, column_code)
),

decided AS (
    SELECT
        judged.row_code,
        judged.column_code,
        CASE
            WHEN verdict.is_too_small THEN true
            WHEN verdict.has_rectangles THEN corner.row_code IS NOT NULL
            WHEN judged.totals = 1 THEN hidden_total.is_hidden
            ELSE judged.totals = 0
        END AS is_suppressed
    FROM judged
    CROSS JOIN verdict
    LEFT JOIN corner USING (row_code, column_code)
    LEFT JOIN hidden_total USING (row_code, column_code)
)

SELECT
    {% for name in shown %}counted.{{ name }},
    {% endfor %}{% for name in figures %}CASE WHEN NOT decided.is_suppressed THEN counted.{{ name }} END AS {{ name }},
    {% endfor %}decided.is_suppressed
FROM temp.counted
INNER JOIN placed ON counted.rowid = placed.place
INNER JOIN decided USING (row_code, column_code)
ORDER BY placed.place
