-- Who is paid in cash by force majeure, per reason
-- grain: reason · owner: data engineering
SELECT
    unnest(['bedridden', 'no_capacity', 'remote', 'in_custody']) AS exempt_reason,
    unnest([bedridden, no_capacity, remote, in_custody]) AS people,
    is_suppressed
FROM mart.welfare_exempt
WHERE kind = 'all'
