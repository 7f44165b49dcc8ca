-- Digital signatures per provider and of all
-- grain: provider · owner: data engineering
SELECT
    coalesce(provider, 'Tất cả · All') AS provider,
    sum(issued)::BIGINT AS issued, sum(issued_free)::BIGINT AS issued_free, sum(valid)::BIGINT AS valid,
    sum(valid_free)::BIGINT AS valid_free, grouping(provider) = 1 AS is_total
FROM mart.digital_signature
GROUP BY GROUPING SETS ((provider), ())
HAVING count(*) > 0
ORDER BY is_total, issued DESC, provider
