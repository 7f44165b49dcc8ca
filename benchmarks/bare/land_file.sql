-- What tells one file from another
-- variables: source · grain: one row · owner: data engineering
CREATE TEMP TABLE identity AS
SELECT sha256(content) AS identity
FROM read_blob(getvariable('source'));
