-- HMAC-SHA256 under the key in the session's variables, in hex; NULL stays NULL
-- owner: data engineering
CREATE OR REPLACE TEMP MACRO inner_hash(told) AS sha256(getvariable('person_key_inner') || encode(told));

CREATE OR REPLACE TEMP MACRO keyed_hash(told) AS sha256(getvariable('person_key_outer') || unhex(inner_hash(told)));

-- a person, wherever a personal ID of 12 digits stands for one; NULL where none does
CREATE OR REPLACE TEMP MACRO person_key(citizen_id) AS
CASE WHEN regexp_full_match(citizen_id, '[0-9]{12}') THEN keyed_hash(citizen_id) END;
