-- Where the newest publication's ledger is not the warehouse's; no row when it is.
-- A day that was loaded again since, or a delivery that was tried since, may differ: it is published next time.
-- handed over: the publication attached as `shown` · grain: delivery · owner: data engineering
WITH since AS (
    SELECT * FROM ops.attempt
    EXCEPT ALL
    SELECT * FROM shown.ops.attempt
),

again AS (
    SELECT DISTINCT feed, supplier, business_day
    FROM since
    WHERE step = 'load' AND outcome <> 'unchanged'
),

known AS (
    SELECT
        delivery_id, feed, supplier, business_day, version, state, landed_path, sha256, contract_version, received,
        unreadable, duplicate, quarantined, loaded, inserted, changed, unchanged, closed, refused_because, landed_at,
        loaded_at, run_id
    FROM ops.delivery
),

compared AS (
    SELECT
        coalesce(known.feed, shown.feed) AS feed,
        coalesce(known.supplier, shown.supplier) AS supplier,
        coalesce(known.business_day, shown.business_day) AS business_day,
        delivery_id,
        CASE
            WHEN known.feed IS NULL THEN 'a line of the publication is not in the warehouse'
            WHEN shown.feed IS NULL THEN 'a line of the warehouse is not in the publication'
            ELSE 'a line of the publication is not as the warehouse has it'
        END AS what
    FROM known
    FULL JOIN shown.ops.delivery AS shown USING (delivery_id)
    WHERE known.feed IS NULL OR shown.feed IS NULL OR to_json(known) IS DISTINCT FROM to_json(shown)
)

SELECT
    'publication.ledger' AS "check",
    concat_ws(' ', feed, supplier, business_day, delivery_id) AS "where",
    what
FROM compared
ANTI JOIN again USING (feed, supplier, business_day)
WHERE
    business_day <= (SELECT business_day FROM shown.publication.about)
    AND delivery_id NOT IN (SELECT delivery_id FROM since WHERE delivery_id IS NOT NULL AND outcome <> 'unchanged')
ORDER BY ALL
