-- dossier_channel: what dossier_on_time counts by field, by the channel a dossier came in
-- grain: business day on which any dossiers were loaded × supplier × channel · owner: data engineering
{% set by = 'channel' -%}
{% include 'dossier_on_time.sql' %}
