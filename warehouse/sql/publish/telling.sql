-- How many texts of each column hold what looks like a personal ID, a phone number or a card number
-- grain: one row, one count per column · owner: data engineering
SELECT
    {% for column in columns -%}
    count(*) FILTER (regexp_matches({{ column }}::VARCHAR, '{{ pattern }}')) AS {{ column }}{{ "," if not loop.last }}
    {% endfor %}
FROM {{ table }}
