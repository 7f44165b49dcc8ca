-- Every row that breaks a rule, found in one scan, with the rules it breaks in their order
-- grain: row of the table that is scanned · owner: data engineering
CREATE OR REPLACE TEMP TABLE {{ target }} AS
SELECT
    {{ row_name }},
    list_filter([
        {%- for rule_id, condition in conditions %}
        CASE WHEN {{ condition }} THEN {{ rule_id }} END{{ "," if not loop.last }}
        {%- endfor %}
    ], lambda rule_id: rule_id IS NOT NULL) AS rule_ids
FROM {{ table }}
WHERE
    {{ only }} AND (
    {%- for _, condition in conditions %}
    {{ "OR " if not loop.first }}({{ condition }})
    {%- endfor %}
    );
