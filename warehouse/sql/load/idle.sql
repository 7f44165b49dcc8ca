-- Deliveries that enter in their own place with the records they had entered with
-- grain of idle: delivery · owner: data engineering
CREATE OR REPLACE TEMP TABLE once_more AS
SELECT delivery_id FROM entering SEMI JOIN leaving USING (delivery_id);

{% if kind == 'events' %}
CREATE OR REPLACE TEMP TABLE had_told AS
SELECT delivery_id, {{ key }}, row_hash FROM history.{{ table }} SEMI JOIN once_more USING (delivery_id)
UNION ALL
SELECT delivery_id, {{ key }}, row_hash FROM history.{{ beaten }} SEMI JOIN once_more USING (delivery_id);

CREATE OR REPLACE TEMP TABLE tells AS
SELECT delivery_id, {{ key }}, row_hash FROM scratch.good SEMI JOIN once_more USING (delivery_id);
{% else %}
CREATE OR REPLACE TEMP TABLE had_told AS
SELECT delivery_id, {{ key }}, effective_at, operation, row_hash
FROM history.{{ changes }}
SEMI JOIN once_more USING (delivery_id);

CREATE OR REPLACE TEMP TABLE tells AS
SELECT delivery_id, {{ key }}, {{ effective }}, {{ operation }}, if({{ operation }} = 'delete', 'delete', row_hash)
FROM scratch.good
SEMI JOIN once_more USING (delivery_id);
{% endif %}

CREATE OR REPLACE TEMP TABLE differing AS
SELECT delivery_id
FROM (
    SELECT * FROM had_told
    EXCEPT ALL
    SELECT * FROM tells
)
UNION
SELECT delivery_id
FROM (
    SELECT * FROM tells
    EXCEPT ALL
    SELECT * FROM had_told
);

INSERT INTO idle
SELECT delivery_id FROM once_more ANTI JOIN differing USING (delivery_id);

DELETE FROM entering WHERE delivery_id IN (SELECT delivery_id FROM idle);

DELETE FROM leaving WHERE delivery_id IN (SELECT delivery_id FROM idle);
