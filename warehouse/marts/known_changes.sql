-- known_<feed>: the history of a changes feed as it was when no delivery of a business day after {{ day }} had come
-- Only keys that a later delivery speaks of are made again from their change records; all others stand as they are.
-- grain: supplier, key, valid_from · owner: data engineering
CREATE OR REPLACE TEMP VIEW {{ known }} AS
WITH later AS (
    SELECT DISTINCT supplier, {{ key }} FROM history.{{ changes }} WHERE business_day > DATE '{{ day }}'
),

told AS (
    SELECT *
    FROM history.{{ changes }}
    SEMI JOIN later USING (supplier, {{ key }})
    WHERE business_day <= DATE '{{ day }}'
    QUALIFY row_number() OVER (
        PARTITION BY supplier, {{ key }}, effective_at
        ORDER BY business_day DESC, version DESC
    ) = 1
),

version AS (
    SELECT
        *,
        effective_at AS valid_from,
        coalesce(
            lead(effective_at) OVER (PARTITION BY supplier, {{ key }} ORDER BY effective_at), {{ open_end }}
        ) AS valid_to
    FROM told
)

SELECT {{ content }}, supplier, valid_from, valid_to
FROM history.{{ table }}
ANTI JOIN later USING (supplier, {{ key }})
UNION ALL
SELECT {{ content }}, supplier, valid_from, valid_to
FROM version
WHERE operation <> 'delete';
