-- A scratch database without a delivery, for a load that only takes out
-- owner: data engineering
CREATE TABLE scratch.delivery (
    delivery_id VARCHAR,
    feed VARCHAR,
    supplier VARCHAR,
    business_day DATE,
    version INTEGER,
    layout VARCHAR,
    landed_path VARCHAR,
    sha256 VARCHAR,
    contract_version VARCHAR,
    landed_at TIMESTAMPTZ,
    received BIGINT,
    unreadable BIGINT,
    duplicate BIGINT,
    quarantined BIGINT,
    loaded BIGINT,
    state VARCHAR,
    refused_because VARCHAR,
    is_complete BOOLEAN,
    verdict JSON,
    baseline JSON
);

CREATE TABLE scratch.good (
    delivery_id VARCHAR,
    supplier VARCHAR,
    business_day DATE,
    version INTEGER,
    "position" BIGINT,
    {{ typed_content }},
    {% if kind == 'changes' %}
    {{ effective }} TIMESTAMPTZ,
    {% if has_operation %}{{ operation }} VARCHAR,{% endif %}
    {% endif %}
    row_hash VARCHAR
);

CREATE TABLE scratch.silent (delivery_id VARCHAR, {{ typed_key }});

CREATE TABLE scratch.quarantined (
    delivery_id VARCHAR,
    feed VARCHAR,
    supplier VARCHAR,
    business_day DATE,
    "position" BIGINT,
    record_key VARCHAR,
    rule_ids VARCHAR[],
    reasons VARCHAR[],
    payload JSON
);

CREATE TABLE scratch.unreadable (delivery_id VARCHAR, "position" BIGINT, column_name VARCHAR, reason VARCHAR);

CREATE TABLE scratch.warnings (delivery_id VARCHAR, rule_id VARCHAR, count BIGINT);
