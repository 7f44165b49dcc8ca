-- Number and sum of the hashes of a table's rows in both warehouses: one row where they have the same, else two
-- grain: content · owner: data engineering
SELECT count(*) AS records, sum(hash(told)) AS fingerprint
FROM (SELECT {{ columns }} FROM city.{{ table }} WHERE {{ only }}) AS told
UNION
SELECT count(*) AS records, sum(hash(told)) AS fingerprint
FROM (SELECT {{ columns }} FROM rebuilt.{{ table }} WHERE {{ only }}) AS told
