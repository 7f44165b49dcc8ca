-- Verdicts that stand: what was decided of deliveries that are read again, and against which baseline
-- grain: delivery · owner: data engineering
CREATE OR REPLACE TEMP TABLE stored (
    delivery_id VARCHAR,
    refused_by VARCHAR[],
    refused_because VARCHAR,
    baseline JSON
);
{% if file %}

INSERT INTO stored BY NAME
SELECT delivery_id, refused_by, refused_because, baseline FROM read_parquet({{ file }});
{% endif %}
