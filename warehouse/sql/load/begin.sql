-- What the scratch database hands over, against what the ledger already knows
-- owner: data engineering

-- how the ledger stood before this load touched it: a run that is tried again finds what its first try committed
CREATE OR REPLACE TEMP TABLE known_before AS
SELECT delivery.delivery_id, delivery.state
FROM ops.delivery
SEMI JOIN scratch.delivery AS handed_over USING (delivery_id);

-- deliveries to enter: judged good and not loaded before; the newest version of a day is the one that counts
CREATE OR REPLACE TEMP TABLE arriving AS
WITH candidate AS (
    SELECT delivery.*
    FROM scratch.delivery
    ANTI JOIN (
        SELECT delivery_id FROM known_before
        WHERE state IN ('loaded', 'superseded', 'withdrawn')
    ) AS known USING (delivery_id)
    WHERE delivery.state = 'good'
)

SELECT
    candidate.*,
    candidate.version < greatest(
        max(candidate.version) OVER (PARTITION BY candidate.supplier, candidate.business_day),
        coalesce(standing.version, 0)
    ) AS is_outdated
FROM candidate
LEFT JOIN (
    SELECT supplier, business_day, max(version) AS version
    FROM ops.delivery
    WHERE feed = '{{ feed }}' AND state = 'loaded'
    GROUP BY ALL
) AS standing USING (supplier, business_day);

-- loaded deliveries that a newer version now takes the place of
CREATE OR REPLACE TEMP TABLE leaving AS
SELECT
    delivery.delivery_id,
    delivery.supplier,
    delivery.business_day,
    arriving.delivery_id AS successor_id
FROM ops.delivery
INNER JOIN arriving USING (supplier, business_day)
WHERE delivery.feed = '{{ feed }}' AND delivery.state = 'loaded' AND NOT arriving.is_outdated;

CREATE OR REPLACE TEMP TABLE entering AS SELECT * EXCLUDE (is_outdated) FROM arriving WHERE NOT is_outdated;

-- filled by the step of the feed's kind: keys it touched, and what it did per delivery
CREATE OR REPLACE TEMP TABLE touched (supplier VARCHAR, {{ typed_key }});

CREATE OR REPLACE TEMP TABLE effect (delivery_id VARCHAR, inserted BIGINT, changed BIGINT, closed BIGINT);
