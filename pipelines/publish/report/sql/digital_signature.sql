-- Digital signatures per provider and of all
-- grain: provider · owner: data engineering
SELECT
    CASE provider WHEN 'all' THEN 'Tất cả · All' ELSE provider END AS provider, issued, issued_free, valid, valid_free,
    is_suppressed, provider = 'all' AS is_total
FROM mart.digital_signature
ORDER BY is_total, issued DESC NULLS LAST, provider
