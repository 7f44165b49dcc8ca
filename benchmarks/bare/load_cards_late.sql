-- A whole state of the cards between two loaded days: of the keys that stand otherwise in the history, the runs of
-- equal content are made again from their state on the three days
-- grain: card, run · owner: data engineering
CREATE TEMP TABLE today AS
SELECT * FROM scratch.good;

CREATE TEMP TABLE loaded_day AS
SELECT DISTINCT day, delivery_id
FROM (
    SELECT valid_from AS day, delivery_id FROM history.insurance_card
    UNION
    SELECT business_day, delivery_id FROM scratch.delivery
)
QUALIFY row_number() OVER (PARTITION BY day ORDER BY delivery_id) = 1;

CREATE TEMP TABLE held AS
SELECT DISTINCT card_number
FROM scratch.conformed
SEMI JOIN scratch.quarantined USING (delivery_id, position)
WHERE card_number IS NOT NULL;

CREATE TEMP TABLE other AS
SELECT card_number
FROM (
    SELECT card_number, row_hash
    FROM history.insurance_card
    WHERE
        valid_from <= (SELECT business_day FROM scratch.delivery)
        AND valid_to > (SELECT business_day FROM scratch.delivery)
) AS standing
FULL JOIN today USING (card_number)
WHERE
    standing.row_hash IS DISTINCT FROM today.row_hash
    AND card_number NOT IN (SELECT held.card_number FROM held);

CREATE TEMP TABLE run AS
WITH state AS (
    SELECT history.* EXCLUDE (valid_from, valid_to, delivery_id), loaded_day.day, loaded_day.delivery_id
    FROM history.insurance_card AS history
    SEMI JOIN other USING (card_number)
    INNER JOIN loaded_day ON history.valid_from <= loaded_day.day AND history.valid_to > loaded_day.day
    WHERE loaded_day.day <> (SELECT business_day FROM scratch.delivery)
    UNION ALL BY NAME
    SELECT * EXCLUDE (business_day, version, position), business_day AS day
    FROM today
    SEMI JOIN other USING (card_number)
),

numbered AS (
    SELECT *, (SELECT count(*) FROM loaded_day WHERE loaded_day.day < state.day) AS nth
    FROM state
),

begun AS (
    SELECT
        *,
        (lag(row_hash) OVER w) IS DISTINCT FROM row_hash OR (lag(nth) OVER w) <> nth - 1 AS begins
    FROM numbered
    WINDOW w AS (PARTITION BY card_number ORDER BY day)
),

grouped AS (
    SELECT *, sum(begins::INTEGER) OVER (PARTITION BY card_number ORDER BY day) AS run
    FROM begun
)

SELECT
    grouped.* EXCLUDE (day, nth, begins, run),
    grouped.day AS valid_from,
    coalesce(
        (SELECT min(loaded_day.day) FROM loaded_day WHERE loaded_day.day > last_day.day), DATE '9999-12-31'
    ) AS valid_to
FROM grouped
INNER JOIN (
    SELECT card_number, run, max(day) AS day FROM grouped GROUP BY ALL
) AS last_day USING (card_number, run)
WHERE grouped.begins;

DELETE FROM history.insurance_card
WHERE card_number IN (SELECT other.card_number FROM other);

INSERT INTO history.insurance_card BY NAME
SELECT * FROM run;
