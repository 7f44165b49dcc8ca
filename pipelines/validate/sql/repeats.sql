-- Records that are not the only one of their key in a delivery (of their key and instant in a changes feed)
-- grain of repeat: record that stands second or contradicts another · owner: data engineering

-- the fingerprint is used within this run only, so DuckDB's own hash will do; what shares one is looked at closely
CREATE OR REPLACE TEMP TABLE shared_fingerprint AS
SELECT hash({{ identity }}) AS fingerprint
FROM conformed
GROUP BY fingerprint
HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE repeat AS
WITH rival AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY delivery_id, {{ told }} ORDER BY "position") > 1 AS is_duplicate
    FROM conformed
    WHERE hash({{ identity }}) IN (SELECT fingerprint FROM shared_fingerprint)
),

counted AS (
    SELECT
        delivery_id,
        "position",
        is_duplicate,
        {{ has_identity }} AS has_identity,
        {{ has_key }} AS has_key,
        count(*) FILTER (WHERE NOT is_duplicate) OVER (PARTITION BY {{ identity }}) AS claimants,
        row_number() OVER (PARTITION BY {{ identity }} ORDER BY "position") AS nth
    FROM rival
)

SELECT
    delivery_id,
    "position",
    is_duplicate,
    has_key AND nth > 1 AS is_surplus
FROM counted
WHERE is_duplicate OR (has_identity AND claimants > 1);
