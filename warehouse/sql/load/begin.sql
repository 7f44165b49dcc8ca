-- What the scratch database hands over, against what the ledger already knows
-- parameters in `again` (deliveries taken through once more), `struck` (deliveries a person takes out) and `accepted`
-- (the one a person lets in)
-- owner: data engineering

-- how the ledger stood before this load touched it: a run that is tried again finds what its first try committed
CREATE OR REPLACE TEMP TABLE known_before AS
SELECT delivery.*
FROM ops.delivery
SEMI JOIN scratch.delivery AS handed_over USING (delivery_id);

-- what a person has taken out, as it stands now: a word that came while deliveries were read counts too
CREATE OR REPLACE TEMP TABLE taken_out AS
SELECT delivery_id FROM struck
UNION
SELECT said.delivery_id
FROM (
    SELECT delivery_id, last(outcome ORDER BY attempted_at, rowid) AS verb
    FROM ops.attempt
    WHERE step = 'decision' AND feed = '{{ feed }}'
    GROUP BY delivery_id
) AS said
ANTI JOIN accepted USING (delivery_id)
WHERE said.verb <> 'accept';

-- deliveries to enter: judged good and not decided before; the newest version of a day is the one that counts
CREATE OR REPLACE TEMP TABLE arriving AS
WITH candidate AS (
    SELECT delivery.*
    FROM scratch.delivery
    ANTI JOIN (
        SELECT known_before.delivery_id
        FROM known_before
        ANTI JOIN again USING (delivery_id)
        WHERE known_before.state IN ('loaded', 'superseded', 'refused', 'withdrawn')
    ) AS known USING (delivery_id)
    ANTI JOIN taken_out USING (delivery_id)
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
    SELECT delivery.supplier, delivery.business_day, max(delivery.version) AS version
    FROM ops.delivery
    ANTI JOIN again USING (delivery_id)
    ANTI JOIN struck USING (delivery_id)
    WHERE delivery.feed = '{{ feed }}' AND delivery.state = 'loaded'
    GROUP BY ALL
) AS standing USING (supplier, business_day);

CREATE OR REPLACE TEMP TABLE entering AS SELECT * EXCLUDE (is_outdated) FROM arriving WHERE NOT is_outdated;

-- loaded deliveries whose content goes: another version, or the same taken through again, enters in their place, a
-- person took them out, or they were judged again and refused
CREATE OR REPLACE TEMP TABLE leaving AS
SELECT
    delivery.delivery_id,
    delivery.supplier,
    delivery.business_day,
    entering.delivery_id AS successor_id
FROM ops.delivery
LEFT JOIN entering USING (supplier, business_day)
WHERE
    delivery.feed = '{{ feed }}'
    AND delivery.state = 'loaded'
    AND (
        entering.delivery_id IS NOT NULL
        OR delivery.delivery_id IN (SELECT delivery_id FROM struck)
        OR delivery.delivery_id IN (
            SELECT refused.delivery_id FROM scratch.delivery AS refused
            SEMI JOIN again USING (delivery_id)
            WHERE refused.state = 'refused'
        )
    );

-- filled by the step of the feed's kind: keys it touched, what it did per delivery, and which deliveries that were
-- taken through again had the content they have
CREATE OR REPLACE TEMP TABLE touched (supplier VARCHAR, {{ typed_key }});

CREATE OR REPLACE TEMP TABLE effect (delivery_id VARCHAR, inserted BIGINT, changed BIGINT, closed BIGINT);

CREATE OR REPLACE TEMP TABLE idle (delivery_id VARCHAR);
