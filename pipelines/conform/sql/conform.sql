-- One layout's records with the city's own columns; a text that could not be mapped stands beside its column
-- grain: one row per readable record of the deliveries that came in this layout
-- owner: data engineering
-- its lines are laid out for the statement that comes out of them
-- noqa: disable=LT02,LT05
INSERT INTO conformed BY NAME
WITH told AS (
    SELECT
        raw.delivery_id,
        delivery.supplier,
        delivery.business_day,
        delivery.version,
        raw.position
        {%- for text in texts %},
        canonical({{ text.source }}) AS {{ text.tidy }}
        {%- endfor %}
        {%- for value in values %},
        {{ value.source }} AS {{ value.told }},
        {{ value.read }} AS {{ value.first }}
        {%- endfor %}
    FROM {{ table }} AS raw
    INNER JOIN delivery ON raw.delivery_id = delivery.delivery_id
),

-- what reads at once needs no tidying, and nearly everything does
tidied AS (
    SELECT
        *
        {%- for value in values %},
        CASE WHEN {{ value.first }} IS NULL THEN canonical({{ value.told }}) END AS {{ value.tidy }}
        {%- endfor %}
    FROM told
),

mapped AS (
    SELECT
        *
        {%- for column in columns %},
        {{ column.mapped }} AS {{ column.name }}
        {%- endfor %}
    FROM tidied
)

SELECT
    delivery_id,
    supplier,
    business_day,
    version,
    position
    {%- for column in columns %},
    {% if column.keeps_text %}coalesce({{ column.name }}, {{ column.tidy }}) AS {{ column.name }}{% else %}{{ column.name }}{% endif %},
    CASE
        WHEN {{ column.name }} IS NULL {% if column.is_unknown %}AND NOT coalesce({{ column.is_unknown }}, false) {% endif %}THEN {{ column.tidy }}
    END AS {{ column.unmapped }}
    {%- endfor %}
FROM mapped;
