-- Bring the runs around one day to a new state of the target keys; everything else stays untouched
-- parameters in `day_in_hand`; `later`: the supplier's loaded days after it · owner: data engineering

-- reach: the first later day that speaks of a key; up to it the new state holds
CREATE OR REPLACE TEMP TABLE reach AS
WITH candidate AS (
    SELECT {{ target_key }}, later.business_day, later.is_complete
    FROM target
    CROSS JOIN later
    LEFT JOIN history.{{ unobserved }} AS hidden
        ON
            hidden.supplier = (SELECT supplier FROM day_in_hand)
            AND later.business_day = hidden.business_day
            AND {{ hidden_is_target }}
    WHERE hidden.supplier IS NULL
),

speaking AS (
    SELECT {{ candidate_key }}, candidate.business_day
    FROM candidate
    WHERE candidate.is_complete
    UNION ALL
    -- an incomplete day says nothing about a key it does not hold
    SELECT {{ candidate_key }}, candidate.business_day
    FROM candidate
    INNER JOIN history.{{ table }} AS standing
        ON
            {{ standing_is_candidate }}
            AND candidate.business_day >= standing.valid_from
            AND candidate.business_day < standing.valid_to
    WHERE NOT candidate.is_complete AND standing.supplier = (SELECT supplier FROM day_in_hand)
)

SELECT {{ key }}, min(business_day) AS next_day
FROM speaking
GROUP BY ALL;

-- affected: the run over the day, and the neighbours the new state would join
CREATE OR REPLACE TEMP TABLE affected AS
SELECT
    old.*,
    reach.next_day,
    CASE
        WHEN old.valid_to = day_in_hand.business_day THEN 'before'
        WHEN old.valid_from = reach.next_day THEN 'after'
        ELSE 'over'
    END AS place
FROM history.{{ table }} AS old
CROSS JOIN day_in_hand
INNER JOIN target ON {{ old_is_target }}
LEFT JOIN reach ON {{ reach_is_target }}
WHERE
    old.supplier = day_in_hand.supplier
    AND (
        (old.valid_from <= day_in_hand.business_day AND old.valid_to > day_in_hand.business_day)
        OR (old.valid_to = day_in_hand.business_day AND old.row_hash = target.row_hash)
        OR (old.valid_from = reach.next_day AND old.row_hash = target.row_hash)
    );

DELETE FROM history.{{ table }} AS old
USING affected
WHERE old.supplier = affected.supplier AND {{ old_is_affected }} AND old.valid_from = affected.valid_from;

-- what of the run over the day lies before it
INSERT INTO history.{{ table }} BY NAME
SELECT
    affected.* EXCLUDE (next_day, place, valid_to),
    day_in_hand.business_day AS valid_to
FROM affected
CROSS JOIN day_in_hand
WHERE affected.place = 'over' AND affected.valid_from < day_in_hand.business_day;

-- what of it lies after the next day that speaks of the key, now first told by that day's delivery
INSERT INTO history.{{ table }} BY NAME
SELECT
    affected.* EXCLUDE (next_day, place, valid_from, delivery_id),
    affected.next_day AS valid_from,
    later.delivery_id
FROM affected
INNER JOIN later ON affected.next_day = later.business_day
WHERE affected.place = 'over' AND affected.next_day < affected.valid_to;

-- the new state, joined with equal neighbours
INSERT INTO history.{{ table }} BY NAME
SELECT
    target.* EXCLUDE (is_new, is_told),
    day_in_hand.supplier,
    coalesce(earlier.valid_from, day_in_hand.business_day) AS valid_from,
    coalesce(following.valid_to, reach.next_day, {{ open_end }}) AS valid_to,
    coalesce(earlier.delivery_id, day_in_hand.delivery_id) AS delivery_id
FROM target
CROSS JOIN day_in_hand
LEFT JOIN reach ON {{ reach_is_target }}
LEFT JOIN affected AS earlier ON earlier.place = 'before' AND {{ earlier_is_target }}
LEFT JOIN affected AS following ON following.place = 'after' AND {{ following_is_target }}
WHERE target.row_hash IS NOT NULL;

-- an incomplete later day that now carries a key it does not hold
INSERT INTO history.{{ unobserved }} BY NAME
SELECT day_in_hand.supplier, later.business_day, {{ target_key }}
FROM target
CROSS JOIN day_in_hand
LEFT JOIN reach ON {{ reach_is_target }}
INNER JOIN later
    ON
        NOT later.is_complete
        AND (reach.next_day IS NULL OR reach.next_day > later.business_day)
LEFT JOIN history.{{ unobserved }} AS hidden
    ON
        day_in_hand.supplier = hidden.supplier
        AND later.business_day = hidden.business_day
        AND {{ hidden_is_target }}
WHERE target.row_hash IS NOT NULL AND hidden.supplier IS NULL;
