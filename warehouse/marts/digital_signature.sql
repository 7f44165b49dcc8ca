-- digital_signature: certificates for digital signatures given to citizens, by who gave them
-- issued counts certificates given up to the end of the day, whatever became of them; valid those not expired by then.
-- Few certificates of a provider, free or not, valid or not, are withheld (withhold.sql); the city's total is always
-- shown. grain: provider, with their total under the code 'all' · owner: data engineering
WITH certificate AS (
    SELECT
        provider,
        is_free = 'yes' AS is_free,
        expires_on IS NULL OR expires_on >= $day AS is_valid
    FROM known_population_digital_signature
    WHERE occurred_at < end_of($day)
)

SELECT
    $day AS as_of,
    coalesce(provider, 'all') AS provider,
    count(*) AS issued,
    count(*) FILTER (WHERE is_free) AS issued_free,
    count(*) FILTER (WHERE is_valid) AS valid,
    count(*) FILTER (WHERE is_free AND is_valid) AS valid_free,
    issued_free - valid_free AS expired_free,
    valid - valid_free AS valid_paid,
    issued - issued_free - valid_paid AS expired_paid
FROM certificate
GROUP BY CUBE (provider)
HAVING count(*) > 0
ORDER BY provider = 'all', provider
