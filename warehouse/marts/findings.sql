-- What a rule of reconciliation finds at the end of a day, for those entitled to see it
-- grain: finding · owner: data engineering
WITH
{% for feed in feeds %}
{{ feed.table }}_on AS NOT MATERIALIZED (
    SELECT *, $day::DATE AS day
    FROM known_{{ feed.table }}
    WHERE {{ feed.stands[0] }}
),
{% endfor %}
asked AS (
    SELECT * FROM ({{ rule.select }})
)

SELECT * EXCLUDE (is_found)
FROM asked
WHERE is_found
ORDER BY ALL
