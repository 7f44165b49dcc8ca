-- The histories with HMAC-SHA256 in the place of numbers, and years in the place of days, sorted by the key
-- catalogs: core, the new file · variables: inner_pad, outer_pad · grain: supplier, key, valid_from
-- owner: data engineering
CREATE OR REPLACE TEMP MACRO hmac(told) AS
sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(told))));

CREATE SCHEMA core.history;

CREATE TABLE core.history.population_citizen AS
SELECT
    CASE WHEN regexp_full_match(citizen_id, '[0-9]{12}') THEN hmac(citizen_id) END AS person_key,
    sex,
    birth_year,
    year(birth_on)::INTEGER AS birth_on_year,
    commune_code,
    residence,
    year(card_issued_on)::INTEGER AS card_issued_on_year,
    year(died_on)::INTEGER AS died_on_year,
    supplier,
    valid_from,
    valid_to,
    delivery_id
FROM history.population_citizen
ORDER BY person_key, supplier, valid_from;

CREATE TABLE core.history.insurance_card AS
SELECT
    hmac(card_number) AS card_number_hash,
    CASE WHEN regexp_full_match(citizen_id, '[0-9]{12}') THEN hmac(citizen_id) END AS person_key,
    sex,
    birth_year,
    year(birth_on)::INTEGER AS birth_on_year,
    object_code,
    benefit_level,
    commune_code,
    facility_code,
    starts_on,
    ends_on,
    supplier,
    valid_from,
    valid_to,
    delivery_id
FROM history.insurance_card
ORDER BY card_number_hash, supplier, valid_from;

CREATE TABLE core.history.procedures_dossier AS
SELECT
    hmac(dossier_code) AS dossier_code_hash,
    procedure_code,
    CASE WHEN regexp_full_match(applicant_id, '[0-9]{12}') THEN hmac(applicant_id) END AS person_key,
    applicant_sex,
    applicant_type,
    channel,
    status_code,
    received_at,
    due_at,
    processing_hours,
    finished_at,
    returned_at,
    fee_vnd,
    supplier,
    valid_from,
    valid_to,
    delivery_id
FROM history.procedures_dossier
ORDER BY dossier_code_hash, supplier, valid_from;
