-- The first state of the citizens: the change records, and the versions they make
-- grain: change · owner: data engineering
INSERT INTO history.population_citizen_change BY NAME
SELECT
    * EXCLUDE (position, updated_at, row_hash),
    updated_at AS effective_at,
    CASE WHEN operation = 'delete' THEN 'delete' ELSE row_hash END AS row_hash
FROM scratch.good;

INSERT INTO history.population_citizen BY NAME
WITH neighbour AS (
    SELECT
        *,
        lag(row_hash) OVER (PARTITION BY supplier, citizen_id ORDER BY effective_at) AS hash_before
    FROM history.population_citizen_change
    QUALIFY row_number() OVER (PARTITION BY supplier, citizen_id, effective_at ORDER BY business_day DESC) = 1
),

version AS (
    SELECT
        *,
        lead(effective_at) OVER (PARTITION BY supplier, citizen_id ORDER BY effective_at) AS next_at
    FROM neighbour
    WHERE row_hash IS DISTINCT FROM hash_before
)

SELECT
    * EXCLUDE (business_day, version, operation, hash_before, effective_at, next_at),
    effective_at AS valid_from,
    coalesce(next_at, TIMESTAMPTZ '9999-12-31 00:00:00+00') AS valid_to
FROM version
WHERE operation <> 'delete';
