-- What people think of a desk when they fetch their result: six questions, 2 satisfied, 1 partly, 0 not.
-- grain of regular: one row per form
INSERT INTO regular
WITH fetched AS (
    SELECT supplier, dossier_code, procedure_code, returned_at, day, roll('form', dossier_code) AS r, roll('scores', dossier_code) AS s, due_at
    FROM dossier_version
    -- the first delivery tells of a month
    WHERE status_code = 10 AND returned_at IS NOT NULL AND day BETWEEN getvariable('first') - 29 AND getvariable('last')
), filled AS (
    SELECT *, returned_at + to_seconds(60 + (s % 600)::BIGINT) AS known_at,
        -- who waited too long is less content
        CASE WHEN returned_at > due_at THEN 3500 ELSE 400 END AS discontent
    FROM fetched WHERE slot(r, 1) < 2500
), told AS (
    SELECT
        *, format('HL-{}-{}-{:03d}', supplier, strftime(day, '%y%m%d'), row_number() OVER (PARTITION BY supplier, day ORDER BY known_at, dossier_code)) AS code,
        score(slot(s, 1), discontent) AS a, score(slot(s, 2), 700) AS b, score(slot(s, 3), 600) AS c, score(slot(s, 4), 500) AS d,
        score(slot(r, 2), 300) AS e, score(slot(r, 3), 800) AS f
    FROM filled WHERE known_at::DATE = day
)
SELECT
    'procedures.satisfaction', supplier, code, day, NULL, known_at, false,
    [code, dossier_code, procedure_code, vn_instant(known_at), a::VARCHAR, b::VARCHAR, c::VARCHAR, d::VARCHAR, e::VARCHAR, f::VARCHAR],
    json_object('form_code', code, 'dossier_code', dossier_code, 'procedure_code', procedure_code, 'occurred_at', utc(known_at), 'score_time', a,
        'score_contacts', b, 'score_agencies', c, 'score_organisation', d, 'score_publicity', e, 'score_attitude', f)
FROM told;
