-- known_<feed>: the events as they were told when no delivery of a business day after {{ day }} had come
-- grain: supplier, key · owner: data engineering
CREATE OR REPLACE TEMP VIEW {{ known }} AS
WITH told AS (
    SELECT {{ content }}, supplier, business_day FROM history.{{ table }}
    UNION ALL
    SELECT {{ content }}, supplier, business_day FROM history.{{ beaten }}
)

SELECT *
FROM told
WHERE business_day <= DATE '{{ day }}'
QUALIFY row_number() OVER (PARTITION BY supplier, {{ key }} ORDER BY business_day DESC) = 1;
