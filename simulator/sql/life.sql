-- What happens to people: at most one change of each kind between epoch and horizon.
-- grain of citizen_version: one row per change of one person; `known_at` is Hanoi time
CREATE TABLE life AS
WITH rolled AS (
    SELECT i, enters_on, birth_year, 2023 - birth_year AS age, roll('fate', i) AS fate, roll('fate2', i) AS fate2, roll('when', i) AS moment, roll('when2', i) AS moment2
    FROM person
), drawn AS (
    SELECT
        rolled.*,
        CASE WHEN slot(fate, 1) < CASE WHEN age < 40 THEN 15 WHEN age < 60 THEN 50 WHEN age < 70 THEN 180 WHEN age < 80 THEN 500 ELSE 1400 END
            THEN death.value::DATE END AS dies_on,
        CASE WHEN slot(fate, 2) < 180 THEN leave.value::DATE END AS leaves_on,
        CASE WHEN slot(fate, 3) < 380 THEN move.value::DATE END AS moves_on,
        CASE WHEN slot(fate, 4) < 900 THEN card.value::DATE END AS card_on,
        CASE WHEN slot(fate2, 1) < 1800 AND birth_year <= 2011 THEN phone.value::DATE END AS phone_on
    FROM rolled
    JOIN urn AS death ON death.urn = 'day' AND death.slot = slot(moment, 1)
    JOIN urn AS leave ON leave.urn = 'day' AND leave.slot = slot(moment, 2)
    JOIN urn AS move ON move.urn = 'day' AND move.slot = slot(moment, 3)
    JOIN urn AS card ON card.urn = 'day' AND card.slot = slot(moment, 4)
    JOIN urn AS phone ON phone.urn = 'day' AND phone.slot = slot(moment2, 1)
)
SELECT i, dies_on, leaves_on, moves_on, card_on, phone_on, least(dies_on, leaves_on) AS ends_on
FROM (
    -- nothing happens before the person is there
    SELECT i, birth_year,
        CASE WHEN dies_on > coalesce(enters_on, DATE '2000-01-01') THEN dies_on END AS dies_on,
        CASE WHEN leaves_on > coalesce(enters_on, DATE '2000-01-01') THEN leaves_on END AS leaves_on,
        CASE WHEN moves_on > coalesce(enters_on, DATE '2000-01-01') THEN moves_on END AS moves_on,
        CASE WHEN card_on > coalesce(enters_on, DATE '2000-01-01') AND year(card_on) - birth_year > 14 THEN card_on END AS card_on,
        CASE WHEN phone_on > coalesce(enters_on, DATE '2000-01-01') THEN phone_on END AS phone_on
    FROM drawn
);

CREATE TABLE citizen_version AS
WITH event AS (
    SELECT i, origin AS kind, greatest(
            coalesce(card_issued_on, birth_on + 1),
            CASE origin WHEN 'base' THEN getvariable('epoch') - 2 - slot(roll('known', i), 1) % 1500 ELSE enters_on END
        ) AS day,
        commune_code, phone, card_issued_on, NULL::DATE AS died_on
    FROM person
    UNION ALL
    SELECT i, 'move', moves_on, c.value, NULL, NULL, NULL FROM life JOIN urn AS c ON c.urn = 'commune' AND c.slot = slot(roll('new home', i), 1)
        WHERE moves_on < coalesce(ends_on, DATE '9999-01-01')
    UNION ALL
    SELECT i, 'card', card_on, NULL, NULL, card_on, NULL FROM life WHERE card_on < coalesce(ends_on, DATE '9999-01-01')
    UNION ALL
    SELECT i, 'phone', phone_on, NULL, p.value || lpad((roll('new phone', i) % 10000000)::VARCHAR, 7, '0'), NULL, NULL
        FROM life JOIN urn AS p ON p.urn = 'phone' AND p.slot = slot(roll('new phone', i), 4)
        WHERE phone_on < coalesce(ends_on, DATE '9999-01-01')
    UNION ALL
    SELECT i, 'death', dies_on + 1, NULL, NULL, NULL, dies_on FROM life
        WHERE dies_on < coalesce(leaves_on, DATE '9999-01-01') AND dies_on < getvariable('horizon')
    UNION ALL
    SELECT i, 'leave', leaves_on, NULL, NULL, NULL, NULL FROM life WHERE leaves_on <= coalesce(dies_on, DATE '9999-01-01')
), placed AS (
    SELECT *, office_instant(day, roll('at ' || kind, i)) AS known_at FROM event
)
SELECT
    i, kind, known_at, known_at::DATE AS day,
    CASE kind WHEN 'leave' THEN 'delete' ELSE 'upsert' END AS operation,
    last_value(commune_code IGNORE NULLS) OVER w AS commune_code,
    last_value(phone IGNORE NULLS) OVER w AS phone,
    last_value(card_issued_on IGNORE NULLS) OVER w AS card_issued_on,
    died_on
FROM (SELECT * FROM placed QUALIFY row_number() OVER (PARTITION BY i, known_at ORDER BY kind) = 1)
WINDOW w AS (PARTITION BY i ORDER BY known_at);
