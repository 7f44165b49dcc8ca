-- The events of a feed: of each identifier the delivery of the newest business day holds it, the others are beaten
-- owner: data engineering

INSERT INTO touched BY NAME
SELECT DISTINCT supplier, {{ key }} FROM scratch.good SEMI JOIN entering USING (delivery_id)
UNION
SELECT supplier, {{ key }} FROM history.{{ table }} SEMI JOIN leaving USING (delivery_id)
UNION
SELECT supplier, {{ key }} FROM history.{{ beaten }} SEMI JOIN leaving USING (delivery_id);

CREATE OR REPLACE TEMP TABLE claim AS
WITH standing AS (
    SELECT *, false AS is_beaten FROM history.{{ table }}
    UNION ALL BY NAME
    SELECT *, true AS is_beaten FROM history.{{ beaten }}
),

entered AS (
    SELECT {{ content }}, supplier, business_day, row_hash, delivery_id
    FROM scratch.good
    SEMI JOIN entering USING (delivery_id)
),

candidate AS (
    SELECT standing.*
    FROM standing
    SEMI JOIN touched USING (supplier, {{ key }})
    ANTI JOIN leaving USING (delivery_id)
    UNION ALL BY NAME
    SELECT *, NULL::BOOLEAN AS is_beaten FROM entered
)

SELECT
    *,
    row_number() OVER (PARTITION BY supplier, {{ key }} ORDER BY business_day DESC) > 1 AS loses,
    lag(row_hash) OVER (PARTITION BY supplier, {{ key }} ORDER BY business_day) AS hash_before
FROM candidate;

-- only claims whose place has changed are written
DELETE FROM history.{{ table }} AS old
USING touched
WHERE
    old.supplier = touched.supplier
    AND {{ old_is_touched }}
    AND (
        old.delivery_id IN (SELECT delivery_id FROM leaving)
        OR NOT EXISTS (
            SELECT 1 FROM claim
            WHERE
                claim.delivery_id = old.delivery_id
                AND {{ claim_is_old }}
                AND claim.supplier = old.supplier
                AND NOT claim.loses
        )
    );

DELETE FROM history.{{ beaten }} AS old
USING touched
WHERE
    old.supplier = touched.supplier
    AND {{ old_is_touched }}
    AND (
        old.delivery_id IN (SELECT delivery_id FROM leaving)
        OR NOT EXISTS (
            SELECT 1 FROM claim
            WHERE
                claim.delivery_id = old.delivery_id
                AND {{ claim_is_old }}
                AND claim.supplier = old.supplier
                AND claim.loses
        )
    );

INSERT INTO history.{{ table }} BY NAME
SELECT * EXCLUDE (is_beaten, loses, hash_before) FROM claim WHERE NOT loses AND is_beaten IS DISTINCT FROM false;

INSERT INTO history.{{ beaten }} BY NAME
SELECT * EXCLUDE (is_beaten, loses, hash_before) FROM claim WHERE loses AND is_beaten IS DISTINCT FROM true;

-- what the load did, per delivery: a beaten event changes nothing
INSERT INTO effect BY NAME
SELECT
    delivery_id,
    count(*) FILTER (WHERE NOT loses AND hash_before IS NULL) AS inserted,
    count(*) FILTER (WHERE NOT loses AND hash_before <> row_hash) AS changed,
    0 AS closed
FROM claim
SEMI JOIN entering USING (delivery_id)
GROUP BY delivery_id;
