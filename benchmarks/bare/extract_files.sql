-- Which bytes stand in the drop folders
-- variables: files · grain: file · owner: data engineering
CREATE TEMP TABLE file AS
SELECT filename, sha256(content) AS identity
FROM read_blob(getvariable('files'));
