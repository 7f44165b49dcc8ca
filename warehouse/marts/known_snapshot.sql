-- known_<feed>: the history of a snapshot feed as it was when no delivery of a business day after {{ day }} had come
-- grain: supplier, key, valid_from · owner: data engineering
CREATE OR REPLACE TEMP VIEW {{ known }} AS
SELECT
    {{ content }},
    supplier,
    valid_from,
    CASE WHEN valid_to > DATE '{{ day }}' THEN {{ open_end }} ELSE valid_to END AS valid_to
FROM history.{{ table }}
WHERE valid_from <= DATE '{{ day }}';
