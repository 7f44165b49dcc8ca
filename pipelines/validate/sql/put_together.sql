-- The tables of the loading stage out of several scratch databases, one for each version of the contract
-- owner: data engineering
{% for table in ["delivery", "good", "silent", "quarantined", "unreadable", "warnings"] %}
CREATE OR REPLACE TABLE {{ table }} AS SELECT * FROM {{ first }}.{{ table }};

{% for part in others %}
INSERT INTO {{ table }} BY NAME SELECT * FROM {{ part }}.{{ table }};

{% endfor %}
{% endfor %}
