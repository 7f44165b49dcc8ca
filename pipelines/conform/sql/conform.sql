-- One layout's records with the city's own columns; a text that could not be mapped stands beside its column
-- grain: one row per readable record of the deliveries that came in this layout
-- owner: data engineering
INSERT INTO conformed BY NAME
WITH mapped AS (
    SELECT
        raw.delivery_id,
        delivery.supplier,
        delivery.business_day,
        delivery.version,
        raw.position,
        {% for column in columns %}
        {{ column.source }} AS {{ column.source_name }},
        {{ column.mapped }} AS {{ column.name }}{{ "," if column.is_unknown or not loop.last }}
        {% if column.is_unknown %}{{ column.is_unknown }} AS {{ column.unknown_name }}{{ "," if not loop.last }}{% endif %}
        {% endfor %}
    FROM {{ table }} AS raw
    INNER JOIN delivery ON raw.delivery_id = delivery.delivery_id
)

SELECT
    delivery_id,
    supplier,
    business_day,
    version,
    position,
    {% for column in columns %}
    {% if column.keeps_text %}coalesce({{ column.name }}, canonical({{ column.source_name }})) AS {% endif %}{{ column.name }},
    CASE
        WHEN {{ column.name }} IS NULL
            {% if column.is_unknown %}AND NOT coalesce({{ column.unknown_name }}, FALSE){% endif %}
            THEN canonical({{ column.source_name }})
    END AS {{ column.unmapped_name }}{{ "," if not loop.last }}
    {% endfor %}
FROM mapped;
