-- digital_signature: certificates for digital signatures given to citizens, by who gave them
-- issued counts certificates given up to the end of the day, whatever became of them; valid those not expired by then.
-- grain: provider · owner: data engineering
SELECT
    $day AS as_of,
    provider,
    count(*) AS issued,
    count(*) FILTER (WHERE is_free = 'yes') AS issued_free,
    count(*) FILTER (WHERE expires_on IS NULL OR expires_on >= $day) AS valid,
    count(*) FILTER (WHERE is_free = 'yes' AND (expires_on IS NULL OR expires_on >= $day)) AS valid_free
FROM known_population_digital_signature
WHERE occurred_at < end_of($day)
GROUP BY provider
ORDER BY provider
