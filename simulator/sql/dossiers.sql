-- Dossiers of the one-stop desks, from 75 days before the window to its end: no dossier lives longer.
-- grain of applicant: one row per crowd, generation and person who applies in it; a crowd goes to the same desks
CREATE TABLE applicant AS
SELECT
    pool.crowd, g.nth AS generation, p.full_name, p.citizen_id, p.sex, p.phone,
    row_number() OVER (PARTITION BY pool.crowd, g.nth ORDER BY roll('applicant', p.i)) AS nth
FROM person AS p
JOIN commune AS c USING (commune_code)
JOIN life AS l USING (i)
-- a department is everybody's
CROSS JOIN LATERAL (SELECT unnest([c.supplier, 'city']) AS crowd) AS pool
-- who stays for the whole of a generation, so that no dead person applies
JOIN generation AS g ON coalesce(l.ends_on >= g.to_day, true)
WHERE p.origin = 'base' AND p.birth_year <= 2004;

CREATE TABLE dossier AS
WITH volume AS (
    SELECT
        d.supplier, d.kind, d.crowd, d.ordinal, d.closes_on, c.day, c.is_working, c.work_day,
        greatest(1, floor(getvariable('citizens') * d.share * 0.0028
            * CASE WHEN c.is_working THEN 0.9 + slot(roll('volume', d.supplier || c.day), 1) / 50000 ELSE 0.2 END
            + slot(roll('volume', d.supplier || c.day), 2) / 10000))::INTEGER AS n
    FROM desk AS d JOIN calendar AS c ON coalesce(c.day >= d.opens_on, true) AND coalesce(c.day <= d.closes_on, true)
    WHERE c.day BETWEEN getvariable('first') - 75 AND getvariable('last')
), drawn AS (
    SELECT supplier, kind, crowd, ordinal, closes_on, day, is_working, work_day, unnest(generate_series(1, n)) AS k FROM volume
), rolled AS (
    SELECT
        drawn.*,
        roll('dossier', supplier || day || '/' || k) AS a, roll('dossier b', supplier || day || '/' || k) AS b,
        roll('dossier c', supplier || day || '/' || k) AS c
    FROM drawn
), received AS (
    SELECT
        rolled.*,
        CASE WHEN NOT is_working OR slot(a, 1) < 5200 THEN 'online' WHEN slot(a, 1) < 9700 THEN 'direct' ELSE 'post' END AS channel,
        CASE WHEN slot(a, 2) < 9200 THEN 'citizen' WHEN slot(a, 2) < 9750 THEN 'enterprise' WHEN slot(a, 2) < 9850 THEN 'state_agency' ELSE 'other' END
            AS applicant_type,
        p.procedure_code, p.processing_hours,
        CASE WHEN slot(b, 3) < 6000 THEN coalesce(p.fee_vnd, [0, 5000, 8000, 10000, 15000, 50000, 100000, 1250000][1 + slot(b, 3) % 8]) END::BIGINT AS fee_vnd
    FROM rolled
    JOIN urn ON urn.urn = 'procedure ' || CASE rolled.kind WHEN 'department' THEN 'department' ELSE 'district' END AND urn.slot = slot(a, 3)
    JOIN procedure AS p ON p.procedure_code = urn.value
), timed AS (
    SELECT
        *,
        CASE
            -- the portal takes dossiers from six in the morning to eleven at night, a desk while it is open
            WHEN channel = 'online' THEN 21600 + ((c // 3) % 61200)::INTEGER
            ELSE (SELECT day_second_of(60 + ((c // 3) % 28000)::INTEGER)) END AS second
    FROM received
)
SELECT
    supplier, crowd, closes_on, day, channel, applicant_type, procedure_code, processing_hours, fee_vnd, a, b, c,
    -- ordinal of the day, in order of receipt
    format('000.00.{:02d}.H26-{}-{:04d}', ordinal, strftime(day, '%y%m%d'),
        row_number() OVER (PARTITION BY supplier, day ORDER BY second, k)) AS dossier_code,
    day::TIMESTAMP + to_seconds(second) AS received_at,
    work_day * 28800 + CASE WHEN is_working THEN work_second(second) ELSE 0 END AS work_from
FROM timed;

CREATE TABLE dossier_person AS
WITH crowd AS (
    SELECT crowd, generation, count(*) AS size FROM applicant GROUP BY ALL
), chosen AS (
    SELECT d.*, crowd.generation, 1 + (d.b // 11) % crowd.size AS nth
    FROM dossier AS d JOIN crowd ON crowd.crowd = d.crowd AND crowd.generation = generation_on(d.day)
)
SELECT
    d.dossier_code,
    CASE applicant_type
        WHEN 'citizen' THEN coalesce(canary.full_name, p.full_name)
        WHEN 'enterprise' THEN CASE WHEN slot(d.c, 2) < 5000 THEN 'Công Ty Cổ Phần ' ELSE 'Công Ty Trách Nhiệm Hữu Hạn ' END || name.value
            || CASE WHEN slot(d.c, 2) % 10 < 3 THEN ', Chi Nhánh Hà Nội' ELSE '' END
        WHEN 'state_agency' THEN 'Trường Tiểu Học ' || name.value
        ELSE 'Hợp Tác Xã ' || name.value END AS applicant_name,
    CASE applicant_type WHEN 'citizen' THEN coalesce(canary.citizen_id, p.citizen_id) END AS applicant_id,
    CASE applicant_type WHEN 'citizen' THEN coalesce(canary.sex, p.sex) END AS applicant_sex,
    CASE applicant_type WHEN 'citizen' THEN CASE WHEN canary.i IS NULL THEN p.phone ELSE canary.phone END
        ELSE '024' || lpad((d.c % 10000000)::VARCHAR, 7, '0') END AS applicant_phone
FROM chosen AS d
JOIN urn AS name ON name.urn = 'given male 2' AND name.slot = slot(d.c, 3)
LEFT JOIN applicant AS p ON p.crowd = d.crowd AND p.generation = d.generation AND p.nth = d.nth
LEFT JOIN canary ON slot(d.a, 4) < 300 AND canary.ordinal = 1 + slot(d.c, 4) % 100;

-- the steps of a dossier on the working clock
CREATE TABLE dossier_step AS
WITH planned AS (
    SELECT
        dossier_code, channel, received_at, work_from, work_from + processing_hours * 3600 AS work_due,
        processing_hours * 3600 AS allowed,
        -- 998 of 1,000 are in time
        CASE WHEN slot(b, 1) < 24 THEN 1.25 + slot(c, 1) / 30000 ELSE 0.12 + 0.7 * slot(c, 1) / 10000 END AS pace,
        CASE
            WHEN slot(b, 2) < 250 THEN 'refused'
            WHEN slot(b, 2) < 400 THEN 'withdrawn'
            WHEN slot(b, 2) < 800 THEN 'supplement'
            WHEN slot(b, 2) < 950 THEN 'payment'
            WHEN slot(b, 2) < 980 THEN 'stopped'
            ELSE 'plain' END AS course,
        28800 + slot(b, 4) % 3 * 28800 AS pause,
        600 + slot(c, 2) % 5400 AS until_accepted,
        600 + slot(b, 4) * 3 AS until_returned
    FROM dossier
), step AS (
    SELECT dossier_code, 1 AS nth, 'accept' AS step, 2 AS status_code, work_from + until_accepted // 4 AS work
        FROM planned WHERE channel = 'online' AND course <> 'refused'
    UNION ALL SELECT dossier_code, 2, 'refuse', 3, work_from + until_accepted FROM planned WHERE course = 'refused'
    UNION ALL SELECT dossier_code, 3, 'process', 4, work_from + (allowed * 0.12 * least(pace, 1))::BIGINT + 60 + until_accepted // 4
        FROM planned WHERE course <> 'refused'
    UNION ALL SELECT dossier_code, 4, 'pause', CASE course WHEN 'supplement' THEN 5 WHEN 'payment' THEN 6 ELSE 8 END,
        work_from + (allowed * 0.3 * least(pace, 1))::BIGINT + 2000 FROM planned WHERE course IN ('supplement', 'payment', 'stopped')
    UNION ALL SELECT dossier_code, 5, 'resume', 4, work_from + (allowed * 0.3 * least(pace, 1))::BIGINT + 2000 + pause
        FROM planned WHERE course IN ('supplement', 'payment')
    UNION ALL SELECT dossier_code, 6, 'withdraw', 7, work_from + (allowed * 0.4)::BIGINT + 2200 FROM planned WHERE course = 'withdrawn'
    UNION ALL SELECT dossier_code, 6, 'finish', 9,
        work_from + (allowed * pace)::BIGINT + 2400 + CASE WHEN course = 'plain' THEN 0 ELSE pause END
        FROM planned WHERE course IN ('plain', 'supplement', 'payment')
    UNION ALL SELECT dossier_code, 7, 'return', 10,
        work_from + (allowed * pace)::BIGINT + 2400 + until_returned + CASE WHEN course = 'plain' THEN 0 ELSE pause END
        FROM planned WHERE course IN ('plain', 'supplement', 'payment')
    UNION ALL SELECT dossier_code, 0, 'due', NULL, work_due FROM planned WHERE course <> 'refused'
    -- the time a dossier waits for its applicant is added to the deadline
    UNION ALL SELECT dossier_code, 0, 'due after pause', NULL, work_due + pause FROM planned WHERE course IN ('supplement', 'payment')
)
SELECT dossier_code, nth, step, status_code, c.day::TIMESTAMP + to_seconds(day_second_of(work)::BIGINT) AS moment
FROM step JOIN calendar AS c ON c.is_working AND c.work_day = work_day_of(work);

-- what a desk has not brought to its end when it closes goes on at another one, which tells of it before it opens
CREATE TABLE hand_over AS
WITH touch AS (
    SELECT dossier_code, CASE channel WHEN 'online' THEN 1 ELSE 2 END AS status_code, received_at AS moment FROM dossier
    UNION ALL
    SELECT dossier_code, status_code, moment FROM dossier_step WHERE status_code IS NOT NULL
), latest AS (
    SELECT d.dossier_code, d.supplier, d.closes_on + 1 AS day, arg_max(t.status_code, t.moment) AS status_code
    FROM dossier AS d JOIN touch AS t USING (dossier_code)
    WHERE d.closes_on < getvariable('last') AND t.moment::DATE <= d.closes_on
    GROUP BY ALL
)
SELECT
    dossier_code, status_code, s.suppliers[1 + (roll('hand over', dossier_code) % len(s.suppliers))::INTEGER] AS supplier, day,
    day::TIMESTAMP + to_seconds(3600 + (roll('handed over at', dossier_code) % 14400)::BIGINT) AS moment
FROM latest JOIN successor AS s ON s.district = latest.supplier
WHERE status_code NOT IN (3, 7, 10);

-- grain of dossier_version: one row per dossier and day on which it was touched; all instants are Hanoi time
CREATE TABLE dossier_version AS
WITH touch AS (
    SELECT dossier_code, 0 AS nth, 'receive' AS step, CASE channel WHEN 'online' THEN 1 ELSE 2 END AS status_code, received_at AS moment FROM dossier
    UNION ALL
    SELECT dossier_code, nth, step, status_code, moment FROM dossier_step WHERE status_code IS NOT NULL
    UNION ALL
    SELECT dossier_code, 0, 'hand over', status_code, moment FROM hand_over
), promised AS (
    SELECT dossier_code, max(moment) FILTER (step = 'due') AS due_at, max(moment) FILTER (step = 'due after pause') AS due_after_pause
    FROM dossier_step GROUP BY dossier_code
), stood AS (
    SELECT
        *,
        max(moment) FILTER (step IN ('finish', 'withdraw')) OVER w AS finished_at,
        max(moment) FILTER (step = 'return') OVER w AS returned_at,
        bool_or(step = 'resume') OVER w AS is_resumed
    FROM touch
    WINDOW w AS (PARTITION BY dossier_code ORDER BY moment, nth)
)
SELECT
    CASE WHEN s.moment >= h.moment THEN h.supplier ELSE d.supplier END AS supplier, s.dossier_code, d.procedure_code, p.applicant_name, p.applicant_id, p.applicant_sex, p.applicant_phone,
    d.applicant_type, d.channel, s.status_code, d.received_at,
    -- some desks give only the hours and let the reader do the sum
    CASE WHEN is_resumed THEN due_after_pause ELSE due_at END AS due_at,
    CASE WHEN s.status_code <> 3 THEN d.processing_hours END AS processing_hours,
    s.finished_at, s.returned_at, d.fee_vnd, s.moment AS updated_at, s.moment::DATE AS day, slot(d.a, 4) AS desk_slot, s.step = 'hand over' AS is_hand_over
FROM stood AS s
JOIN dossier AS d USING (dossier_code)
JOIN dossier_person AS p USING (dossier_code)
LEFT JOIN promised USING (dossier_code)
LEFT JOIN hand_over AS h USING (dossier_code)
-- a day's file tells how a dossier stood in the evening
QUALIFY row_number() OVER (PARTITION BY s.dossier_code, s.moment::DATE ORDER BY s.moment DESC, s.nth DESC) = 1;
