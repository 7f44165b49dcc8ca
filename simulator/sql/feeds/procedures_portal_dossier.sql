-- The national portal's view of the same dossiers: it is told a few minutes later, sometimes not at all, and where a
-- desk's software says "waiting" it hears "releasing" (the provincial sync has no other word for it).
-- grain of regular: one row per touch the portal was told of
INSERT INTO regular
WITH touched AS (
    SELECT
        v.*, v.updated_at + to_seconds(60 + (roll('portal', v.dossier_code || v.day) % 900)::BIGINT) AS told_at,
        roll('portal hears', v.dossier_code) AS h, roll('portal hears', v.dossier_code || v.day) AS t
    FROM dossier_version AS v
    -- that a dossier goes on at another desk is no step of it
    WHERE v.day <= getvariable('last') AND NOT v.is_hand_over
), heard AS (
    SELECT *, CASE
            -- a clerk closes it on the portal before it is done at the desk
            WHEN status_code = 4 AND slot(t, 1) < 40 THEN 10
            WHEN status_code IN (5, 6, 8) AND slot(h, 2) < 3000 THEN 9
            ELSE status_code END AS shown_status
    FROM touched
    -- some dossiers never reach the portal, some of their last steps neither
    WHERE slot(h, 1) >= 60 AND NOT (status_code IN (9, 10) AND slot(t, 2) < 50)
        -- what is told after midnight would belong to the next day
        AND told_at::DATE = day
), told AS (
    SELECT *, word.portal_word, CASE WHEN shown_status = 10 THEN coalesce(finished_at, updated_at) ELSE finished_at END AS done_at
    FROM heard
    JOIN fact(getvariable('reference'), 'dossier_status_portal_words') AS word ON word.status_code::INTEGER = heard.shown_status
    -- the first delivery tells, as the desks do, how every open dossier stands and those touched within a month
    QUALIFY day > getvariable('first') OR (heard.status_code IN (1, 2, 4, 5, 6) OR day > getvariable('first') - 30)
        AND row_number() OVER (PARTITION BY dossier_code, day > getvariable('first') ORDER BY day DESC) = 1
)
SELECT
    'procedures.portal_dossier', 'vpcp', dossier_code, day, NULL, told_at, false,
    [dossier_code, procedure_code, portal_word, strftime(received_at, '%Y%m%d%H%M%S'), strftime(due_at, '%Y%m%d%H%M%S'),
        strftime(done_at, '%Y%m%d%H%M%S'), wire_instant(told_at)],
    json_object('dossier_code', dossier_code, 'procedure_code', procedure_code, 'status_code', shown_status, 'received_at', utc(received_at),
        'due_at', utc(due_at), 'finished_at', utc(done_at))
FROM told;
