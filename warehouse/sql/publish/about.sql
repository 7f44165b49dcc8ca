-- What a publication says of itself, in each of its files
-- grain: one row · owner: data engineering
CREATE SCHEMA {{ catalog }}.publication;

CREATE TABLE {{ catalog }}.publication.about (
    name VARCHAR NOT NULL,
    business_day DATE NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    person_key_fingerprint VARCHAR NOT NULL,
    fingerprint VARCHAR NOT NULL
);
