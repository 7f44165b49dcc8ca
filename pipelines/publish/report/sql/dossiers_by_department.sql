-- Dossiers per department and day, as dossiers_by_district tells them of districts
-- grain: department, business day · owner: data engineering
{% set kind = 'department' -%}
{% include 'dossiers_by_district.sql' %}
