-- What happens to people: at most one change of each kind in a generation of communes.
-- grain of fate: one row per person and generation lived in
CREATE TABLE fate AS
WITH dated AS (
    -- one number for a generation and a slot: joined on two, every day would first be paired with every other
    SELECT g.nth * 10000 + u.slot AS place, u.value::DATE AS day FROM urn AS u JOIN generation AS g ON u.urn = 'day ' || g.nth
), rolled AS (
    SELECT
        p.i, g.nth AS generation, p.enters_on, p.birth_year, 2023 - p.birth_year AS age, g.from_day,
        (g.to_day - g.from_day) / (SELECT to_day - from_day FROM generation WHERE nth = 1) AS part,
        roll('fate', again(p.i, g.nth)) AS fate, roll('fate2', again(p.i, g.nth)) AS fate2, roll('when', again(p.i, g.nth)) AS moment,
        roll('when2', again(p.i, g.nth)) AS moment2
    FROM person AS p JOIN generation AS g ON g.nth >= p.generation
), drawn AS (
    SELECT
        rolled.*,
        CASE WHEN slot(fate, 1) < part * CASE WHEN age < 40 THEN 15 WHEN age < 60 THEN 50 WHEN age < 70 THEN 180 WHEN age < 80 THEN 500 ELSE 1400 END
            THEN death.day END AS dies_on,
        CASE WHEN slot(fate, 2) < part * 180 THEN leave.day END AS leaves_on,
        CASE WHEN slot(fate, 3) < part * 380 THEN move.day END AS moves_on,
        CASE WHEN slot(fate, 4) < part * 900 THEN card.day END AS card_on,
        CASE WHEN slot(fate2, 1) < part * 1800 AND birth_year <= 2011 THEN phone.day END AS phone_on
    FROM rolled
    JOIN dated AS death ON death.place = generation * 10000 + slot(moment, 1)
    JOIN dated AS leave ON leave.place = generation * 10000 + slot(moment, 2)
    JOIN dated AS move ON move.place = generation * 10000 + slot(moment, 3)
    JOIN dated AS card ON card.place = generation * 10000 + slot(moment, 4)
    JOIN dated AS phone ON phone.place = generation * 10000 + slot(moment2, 1)
), possible AS (
    -- nothing happens before the person is there
    SELECT i, generation, from_day, birth_year,
        CASE WHEN dies_on > coalesce(enters_on, DATE '2000-01-01') THEN dies_on END AS dies_on,
        CASE WHEN leaves_on > coalesce(enters_on, DATE '2000-01-01') THEN leaves_on END AS leaves_on,
        CASE WHEN moves_on > coalesce(enters_on, DATE '2000-01-01') THEN moves_on END AS moves_on,
        CASE WHEN card_on > coalesce(enters_on, DATE '2000-01-01') AND year(card_on) - birth_year > 14 THEN card_on END AS card_on,
        CASE WHEN phone_on > coalesce(enters_on, DATE '2000-01-01') THEN phone_on END AS phone_on
    FROM drawn
)
SELECT i, generation, from_day, dies_on, leaves_on, moves_on, card_on, phone_on, least(dies_on, leaves_on) AS ends_on
FROM possible
-- nor after it is gone
QUALIFY min(least(dies_on, leaves_on)) OVER (PARTITION BY i ORDER BY generation ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) IS NULL;

-- grain of life: one row per person
CREATE TABLE life AS
SELECT i, max(dies_on) AS dies_on, max(leaves_on) AS leaves_on, max(ends_on) AS ends_on FROM fate GROUP BY i;

-- grain of citizen_version: one row per change of one person; `known_at` is Hanoi time
CREATE TABLE citizen_version AS
WITH event AS (
    SELECT i, generation, origin AS kind, greatest(
            coalesce(card_issued_on, birth_on + 1),
            CASE origin WHEN 'base' THEN getvariable('epoch') - 2 - slot(roll('known', i), 1) % 1500 ELSE enters_on END
        ) AS day,
        commune_code, phone, card_issued_on, NULL::DATE AS died_on
    FROM person
    UNION ALL
    SELECT i, generation, 'move', moves_on, c.value, NULL, NULL, NULL
        FROM fate JOIN urn AS c ON c.urn = 'commune' AND c.slot = slot(roll('new home', again(i, generation)), 1)
        WHERE moves_on < coalesce(ends_on, DATE '9999-01-01')
    UNION ALL
    SELECT i, generation, 'card', card_on, NULL, NULL, card_on, NULL FROM fate WHERE card_on < coalesce(ends_on, DATE '9999-01-01')
    UNION ALL
    SELECT i, generation, 'phone', phone_on, NULL, p.value || lpad((roll('new phone', again(i, generation)) % 10000000)::VARCHAR, 7, '0'), NULL, NULL
        FROM fate JOIN urn AS p ON p.urn = 'phone' AND p.slot = slot(roll('new phone', again(i, generation)), 4)
        WHERE phone_on < coalesce(ends_on, DATE '9999-01-01')
    UNION ALL
    SELECT i, generation, 'death', dies_on + 1, NULL, NULL, NULL, dies_on FROM fate
        WHERE dies_on < coalesce(leaves_on, DATE '9999-01-01')
    UNION ALL
    SELECT i, generation, 'leave', leaves_on, NULL, NULL, NULL, NULL FROM fate WHERE leaves_on <= coalesce(dies_on, DATE '9999-01-01')
    UNION ALL
    -- the register gives everybody it holds the code of the new map, the dead too, where the crosswalk names the commune
    SELECT p.i, g.nth, 'recode', g.from_day, NULL, NULL, NULL, NULL
        FROM person AS p JOIN life AS l USING (i) JOIN generation AS g ON g.nth > p.generation
        WHERE NOT coalesce(l.leaves_on <= least(coalesce(l.dies_on, DATE '9999-01-01'), g.from_day), false)
), placed AS (
    SELECT *, office_instant(day, roll('at ' || kind, again(i, generation))) AS known_at FROM event
), lived AS (
    SELECT
        i, kind, known_at, known_at::DATE AS day,
        CASE kind WHEN 'leave' THEN 'delete' ELSE 'upsert' END AS operation,
        last_value(commune_code IGNORE NULLS) OVER w AS home_code,
        last_value(phone IGNORE NULLS) OVER w AS phone,
        last_value(card_issued_on IGNORE NULLS) OVER w AS card_issued_on,
        last_value(died_on IGNORE NULLS) OVER w AS died_on
    FROM (SELECT * FROM placed QUALIFY row_number() OVER (PARTITION BY i, known_at ORDER BY kind) = 1)
    WINDOW w AS (PARTITION BY i ORDER BY known_at)
)
SELECT v.* EXCLUDE home_code, code_on(h.codes, v.day, split_of(p.citizen_id)) AS commune_code
FROM lived AS v
JOIN person AS p USING (i)
JOIN home AS h ON h.commune_code = v.home_code
WHERE v.kind <> 'recode' OR h.is_recoded[generation_on(v.day)];
