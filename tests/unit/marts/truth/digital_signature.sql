-- digital_signature once more
-- grain: provider, with their total under the code 'all'
SELECT
    today() AS as_of, provider, count(*) AS issued, sum((is_free = 'yes')::INTEGER) AS issued_free,
    sum((NOT coalesce(expires_on < today(), false))::INTEGER) AS valid,
    sum((is_free = 'yes' AND NOT coalesce(expires_on < today(), false))::INTEGER) AS valid_free
FROM (SELECT * REPLACE (unnest([provider, 'all']) AS provider) FROM population_digital_signature_today)
WHERE hanoi(occurred_at)::DATE <= today()
GROUP BY provider
