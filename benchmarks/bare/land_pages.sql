-- What tells one set of pages from another, whatever their order: how many records, and the sum of their hashes
-- variables: source · grain: one row · owner: data engineering
CREATE TEMP TABLE identity AS
SELECT count(*) AS records, sum(md5_number_lower(item::VARCHAR)) AS hashes
FROM (
    SELECT unnest(json_extract(content, '$.data[*]')) AS item
    FROM read_text(getvariable('source'))
);
