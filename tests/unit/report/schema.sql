-- The tables of a published city.duckdb beside marts and reference, which are made from the project's own facts
CREATE SCHEMA publication;
CREATE SCHEMA ops;
CREATE TABLE publication.about (
    name VARCHAR, business_day DATE, made_at TIMESTAMPTZ, run_id VARCHAR,
    person_key_fingerprint VARCHAR, fingerprint VARCHAR
);
CREATE TABLE ops.settlement (
    area VARCHAR, business_day DATE, settled_at TIMESTAMPTZ, run_id VARCHAR, is_settled BOOLEAN, note VARCHAR
);
