-- Everybody who lives in the city at some time between epoch and horizon.
-- grain: one row per person; `i` is the person's ordinal, drawn once per seed and size; `commune_code` is a home on the oldest map
CREATE TABLE person AS
WITH cohort AS (
    SELECT 'base' AS origin, 1 AS generation, getvariable('citizens') AS size
    UNION ALL
    -- as many as the first generation has, in proportion to its days
    SELECT kind.origin, nth, (getvariable('citizens') * kind.rate)::BIGINT * (to_day - from_day) // any_value(to_day - from_day) FILTER (nth = 1) OVER ()
    FROM generation CROSS JOIN (VALUES ('birth', 0.0226), ('arrival', 0.021)) AS kind (origin, rate)
), counted AS (
    SELECT *, sum(size) OVER (ORDER BY generation, origin = 'base' DESC, origin = 'birth' DESC)::BIGINT AS until_i FROM cohort
), counted_out AS (
    SELECT origin, generation, unnest(generate_series(until_i - size, until_i - 1)) AS i FROM counted
), rolled AS (
    SELECT i, origin, generation, roll('who', i) AS who, roll('name', i) AS name, roll('home', i) AS home, roll('day', i) AS day_roll
    FROM counted_out
), born AS (
    SELECT
        rolled.*,
        CASE WHEN slot(who, 1) < 4950 THEN 'male' ELSE 'female' END AS sex,
        CASE origin WHEN 'base' THEN NULL ELSE entry.value::DATE END AS enters_on,
        CASE origin
            WHEN 'birth' THEN entry.value::DATE - 1 - slot(who, 3) % 14
            ELSE make_date(2023 - age.value::INTEGER, 1, 1) + slot(who, 4) % CASE age.value WHEN '0' THEN 180 ELSE 365 END
        END AS birth_on
    FROM rolled
    JOIN urn AS age ON age.urn = 'age' AND age.slot = slot(rolled.who, 2)
    JOIN urn AS entry ON entry.urn = 'day ' || generation AND entry.slot = slot(rolled.day_roll, 1)
), named AS (
    SELECT
        born.*,
        year(birth_on)::INTEGER AS birth_year,
        surname.value || ' ' || CASE
            WHEN slot(name, 4) < 5200 THEN middle.value || ' ' || single.value
            ELSE double.value END AS full_name,
        CASE origin WHEN 'birth' THEN '001' ELSE province.value END AS province,
        (CASE WHEN year(birth_on) < 2000 THEN 0 ELSE 2 END + (sex = 'female')::INTEGER)::VARCHAR AS century_sex,
        commune.value AS commune_code,
        phone.value || lpad((day_roll % 10000000)::VARCHAR, 7, '0') AS phone
    FROM born
    JOIN urn AS surname ON surname.urn = 'surname' AND surname.slot = slot(name, 1)
    JOIN urn AS middle ON middle.urn = 'middle ' || sex AND middle.slot = slot(name, 2)
    JOIN urn AS single ON single.urn = 'given ' || sex || ' 1' AND single.slot = slot(name, 3)
    JOIN urn AS double ON double.urn = 'given ' || sex || ' 2' AND double.slot = slot(name, 3)
    JOIN urn AS province ON province.urn = 'province' AND province.slot = slot(home, 1)
    JOIN urn AS commune ON commune.urn = 'commune' AND commune.slot = slot(home, 2)
    JOIN urn AS phone ON phone.urn = 'phone' AND phone.slot = slot(home, 3)
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY province, century_sex, birth_year ORDER BY i) AS ordinal FROM named
)
SELECT
    i, origin, generation, enters_on, sex, full_name, birth_on, birth_year, commune_code,
    -- six digits at random, yet never twice: a bijection of the ordinal among those who share the first six
    province || century_sex || lpad((birth_year % 100)::VARCHAR, 2, '0') || lpad(((ordinal * 611953
        + (roll('id', province || century_sex || birth_year::VARCHAR) % 1000000)::BIGINT) % 1000000)::VARCHAR, 6, '0') AS citizen_id,
    CASE
        WHEN birth_year < 1965 AND slot(day_roll, 2) < 600 THEN 1
        WHEN birth_year < 1965 AND slot(day_roll, 2) < 800 OR slot(day_roll, 2) >= 9980 AND origin <> 'birth' THEN 2
        ELSE 0 END AS birth_precision,
    CASE WHEN slot(home, 4) < 1200 THEN 'temporary' ELSE 'permanent' END AS residence,
    CASE WHEN birth_year <= 2011 AND slot(day_roll, 3) >= 800 THEN phone END AS phone,
    -- the chip card came in 2021; from the 14th birthday on
    CASE WHEN birth_year <= 2008 AND slot(day_roll, 4) < 9700 THEN
        greatest(DATE '2021-01-04', birth_on + 5115)
        + ((roll('issue', i) % 100000)::DOUBLE / 100000 * (getvariable('epoch') - 2 - greatest(DATE '2021-01-04', birth_on + 5115)))::INTEGER
    END AS card_issued_on
FROM numbered;
