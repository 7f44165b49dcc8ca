-- The history of a changes feed: versions of the touched keys, made again from all their accepted records
-- owner: data engineering

INSERT INTO touched BY NAME
SELECT supplier, {{ key }} FROM scratch.good SEMI JOIN entering USING (delivery_id)
UNION
SELECT supplier, {{ key }} FROM history.{{ changes }} SEMI JOIN leaving USING (delivery_id);

DELETE FROM history.{{ changes }} WHERE delivery_id IN (SELECT delivery_id FROM leaving);

INSERT INTO history.{{ changes }} BY NAME
SELECT
    {{ content }},
    supplier,
    {{ effective }} AS effective_at,
    {{ operation }} AS operation,
    business_day,
    version,
    delivery_id,
    -- a deletion has no content; two in a row are one
    CASE WHEN {{ operation }} = 'delete' THEN 'delete' ELSE row_hash END AS row_hash
FROM scratch.good
SEMI JOIN entering USING (delivery_id);

-- at one instant the later business day wins; equal neighbours are one version, told by its first record
CREATE OR REPLACE TEMP TABLE run AS
WITH winner AS (
    SELECT *
    FROM history.{{ changes }}
    SEMI JOIN touched USING (supplier, {{ key }})
    QUALIFY row_number() OVER (
        PARTITION BY supplier, {{ key }}, effective_at
        ORDER BY business_day DESC, version DESC
    ) = 1
),

neighbour AS (
    SELECT
        *,
        lag(row_hash) OVER (PARTITION BY supplier, {{ key }} ORDER BY effective_at) AS hash_before
    FROM winner
)

SELECT
    *,
    coalesce(hash_before, 'delete') = 'delete' AS is_new,
    lead(effective_at) OVER (PARTITION BY supplier, {{ key }} ORDER BY effective_at) AS next_at
FROM neighbour
WHERE row_hash IS DISTINCT FROM hash_before;

CREATE OR REPLACE TEMP TABLE fresh AS
SELECT
    {{ content }},
    supplier,
    effective_at AS valid_from,
    coalesce(next_at, {{ open_end }}) AS valid_to,
    row_hash,
    delivery_id
FROM run
WHERE operation <> 'delete';

-- only versions that differ are written
CREATE OR REPLACE TEMP TABLE stale AS
SELECT old.supplier, {{ old_key }}, old.valid_from
FROM history.{{ table }} AS old
SEMI JOIN touched USING (supplier, {{ key }})
ANTI JOIN fresh USING (supplier, {{ key }}, valid_from, valid_to, row_hash, delivery_id);

CREATE OR REPLACE TEMP TABLE written AS
SELECT *
FROM fresh
ANTI JOIN history.{{ table }} USING (supplier, {{ key }}, valid_from, valid_to, row_hash, delivery_id);

DELETE FROM history.{{ table }} AS old
USING stale
WHERE old.supplier = stale.supplier AND {{ same_key }} AND old.valid_from = stale.valid_from;

INSERT INTO history.{{ table }} BY NAME SELECT * FROM written;

-- what the load did, per delivery
INSERT INTO effect BY NAME
SELECT
    delivery_id,
    count(*) FILTER (WHERE operation = 'upsert' AND is_new) AS inserted,
    count(*) FILTER (
        WHERE (operation = 'upsert' AND NOT is_new) OR (operation = 'delete' AND hash_before IS NOT NULL)
    ) AS changed,
    count(*) FILTER (WHERE operation = 'delete' AND hash_before IS NOT NULL) AS closed
FROM run
SEMI JOIN entering USING (delivery_id)
GROUP BY delivery_id;
