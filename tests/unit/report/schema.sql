-- The tables of a published city.duckdb that the page reads, as the marts make them
CREATE SCHEMA mart;
CREATE SCHEMA publication;
CREATE SCHEMA ops;
CREATE SCHEMA reference;
CREATE TABLE reference.insurance_group (payer_group VARCHAR, name_vi VARCHAR, name_en VARCHAR);
CREATE TABLE publication.about (
    name VARCHAR, business_day DATE, made_at TIMESTAMPTZ, run_id VARCHAR,
    person_key_fingerprint VARCHAR, fingerprint VARCHAR
);
CREATE TABLE ops.settlement (
    area VARCHAR, business_day DATE, settled_at TIMESTAMPTZ, run_id VARCHAR, is_settled BOOLEAN, note VARCHAR
);
CREATE TABLE mart.project06_scorecard (
    indicator VARCHAR, label_vi VARCHAR, label_en VARCHAR, value DOUBLE, denominator DOUBLE, share DOUBLE,
    unit VARCHAR, as_of DATE, coverage VARCHAR, feed VARCHAR, stated_value DOUBLE, stated_on DATE, note VARCHAR
);
CREATE TABLE mart.insurance_sync (
    as_of DATE, district_code VARCHAR, district_name VARCHAR, object_group VARCHAR, object_group_name_vi VARCHAR,
    cards BIGINT, matched BIGINT, matched_share DOUBLE, is_suppressed BOOLEAN
);
CREATE TABLE mart.dossier_on_time (
    business_day DATE, supplier VARCHAR, district_code VARCHAR, district_name VARCHAR, field VARCHAR,
    received BIGINT, finished BIGINT, early BIGINT, on_time BIGINT, late BIGINT, processing BIGINT, processing_late BIGINT, paused BIGINT,
    on_time_share DOUBLE
);
CREATE TABLE mart.delivery_quality (
    feed VARCHAR, supplier VARCHAR, supplier_name_vi VARCHAR, supplier_name_en VARCHAR, due BIGINT, arrived BIGINT,
    late BIGINT, missing BIGINT, refused BIGINT, received BIGINT, unreadable BIGINT, duplicate BIGINT,
    quarantined BIGINT, loaded BIGINT, open_items BIGINT
);
CREATE TABLE mart.delivery_quality_day (
    feed VARCHAR, supplier VARCHAR, supplier_name_vi VARCHAR, business_day DATE, state VARCHAR, due_at TIMESTAMPTZ,
    landed_at TIMESTAMPTZ, version INTEGER, received BIGINT, unreadable BIGINT, duplicate BIGINT, quarantined BIGINT,
    loaded BIGINT, reason VARCHAR
);
CREATE TABLE mart.delivery_quality_rule (
    feed VARCHAR, supplier VARCHAR, supplier_name_vi VARCHAR, rule_id VARCHAR, severity VARCHAR, reason_vi VARCHAR,
    reason_en VARCHAR, records BIGINT
);
CREATE TABLE mart.coverage (
    business_day DATE, area VARCHAR, feed VARCHAR, expected BIGINT, loaded BIGINT, late BIGINT, missing BIGINT,
    refused BIGINT, note VARCHAR
);
CREATE TABLE mart.dictionary (
    schema_name VARCHAR, table_name VARCHAR, column_name VARCHAR, type VARCHAR, name_vi VARCHAR, meaning VARCHAR,
    classification VARCHAR, feed VARCHAR
);
