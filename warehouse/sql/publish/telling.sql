-- How many texts of each column hold what looks like a personal ID, a phone number or a card number
-- handed over: $shape · grain: one row, one count per column · owner: data engineering
SELECT
    {% for c in columns %}count_if(regexp_matches({{ c }}::VARCHAR, $shape)){{ ", " if not loop.last }}{% endfor %}
FROM {{ table }}
