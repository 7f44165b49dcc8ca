-- known_<feed> of a feed whose records may go on at another supplier: each key has one history. Who began to tell of it
-- last holds it from then on; what the one before it told ends there, and what that one still tells later is not known.
-- grain of {{ passed }}: key, supplier; only keys that several suppliers told of
-- grain of {{ known }}: key, valid_from · owner: data engineering
CREATE OR REPLACE TEMP TABLE {{ passed }} AS
WITH several AS (
    SELECT {{ key }} FROM {{ told }} GROUP BY {{ key }} HAVING min(supplier) <> max(supplier)
),

began AS (
    SELECT {{ key }}, supplier, min(valid_from) AS held_from
    FROM {{ told }}
    SEMI JOIN several USING ({{ key }})
    GROUP BY {{ key }}, supplier
)

SELECT
    {{ key }},
    supplier,
    lead(held_from, 1, {{ open_end }}) OVER (PARTITION BY {{ key }} ORDER BY held_from, supplier) AS held_to
FROM began;

CREATE OR REPLACE TEMP VIEW {{ known }} AS
SELECT told.* REPLACE (least(told.valid_to, coalesce(passed.held_to, told.valid_to)) AS valid_to)
FROM {{ told }} AS told
LEFT JOIN {{ passed }} AS passed USING ({{ key }}, supplier)
WHERE passed.held_to IS NULL OR told.valid_from < passed.held_to;
