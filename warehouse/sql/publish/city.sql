-- The part of city.duckdb that is copied or counted; the marts are made beside it. Columns are named one by one: what
-- is added to the warehouse is published when someone decides so. Of the quarantine only counts, never a record.
-- owner: data engineering
CREATE SCHEMA published.ops;

CREATE SCHEMA published.quality;

CREATE SCHEMA published.reference;

CREATE SCHEMA published.mart;

-- grain: delivery version
CREATE TABLE published.ops.delivery AS
SELECT
    delivery_id, feed, supplier, business_day, version, state, landed_path, sha256, contract_version,
    received, unreadable, duplicate, quarantined, loaded, inserted, changed, unchanged, closed,
    refused_because, landed_at, loaded_at, run_id
FROM ops.delivery
ORDER BY business_day, feed, supplier, version;

-- grain: feed, supplier, business day
CREATE TABLE published.ops.due AS
SELECT feed, supplier, business_day, due_at, state
FROM ops.due
ORDER BY business_day, feed, supplier;

-- grain: try or decision
CREATE TABLE published.ops.attempt AS
SELECT attempted_at, run_id, step, feed, supplier, business_day, delivery_id, outcome, because, decided_by
FROM ops.attempt
ORDER BY rowid;

-- grain: each time an area ended a night
CREATE TABLE published.ops.settlement AS
SELECT area, business_day, settled_at, run_id, is_settled, note
FROM ops.settlement
ORDER BY rowid;

-- grain: delivery, rule of severity warning
CREATE TABLE published.ops.warning AS
SELECT delivery_id, rule_id, records
FROM ops.warning
ORDER BY delivery_id, rule_id;

-- grain: feed, supplier, business day, rule; a record that broke two rules counts in both
CREATE TABLE published.quality.quarantine AS
SELECT feed, supplier, business_day, rule_id, count(*) AS records, count(*) FILTER (state = 'open') AS open_records
FROM (
    SELECT feed, supplier, business_day, state, unnest(list_distinct(rule_ids)) AS rule_id
    FROM quarantine.record
)
GROUP BY feed, supplier, business_day, rule_id
ORDER BY business_day, feed, supplier, rule_id;

-- grain: feed, supplier, business day, reason
CREATE TABLE published.quality.unreadable AS
SELECT
    delivery.feed,
    delivery.supplier,
    delivery.business_day,
    unreadable.column_name,
    unreadable.reason,
    count(DISTINCT unreadable.position) AS records
FROM quarantine.unreadable
INNER JOIN ops.delivery USING (delivery_id)
GROUP BY ALL
ORDER BY delivery.business_day, delivery.feed, delivery.supplier, unreadable.reason, unreadable.column_name;
{% for table in reference %}
CREATE TABLE published.reference.{{ table }} AS SELECT * FROM reference.{{ table }};
{% endfor %}
