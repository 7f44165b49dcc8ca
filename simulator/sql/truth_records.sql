-- What a faultless reader holds in the evening of each day.
-- grain of standing: one row per stretch of days [from_day, to_day) on which a record stands unchanged; `told_at` is the
-- instant its supplier names as that of the change or of the event, none where a register is shown whole
CREATE TABLE standing AS
WITH good_citizen AS (
    SELECT s.* FROM sent_citizen AS s
    JOIN offered AS o ON o.feed = 'population.citizen' AND o.business_day = s.business_day AND o.state = 'loaded'
    WHERE s.outcome = 'loaded'
    QUALIFY row_number() OVER (PARTITION BY citizen_id, s.business_day ORDER BY known_at DESC) = 1
), citizen AS (
    SELECT
        'population.citizen' AS feed, 'bca' AS supplier, citizen_id AS record_key, business_day AS from_day,
        lead(business_day) OVER (PARTITION BY citizen_id ORDER BY business_day) AS to_day, known_at AS told_at,
        CASE operation WHEN 'upsert' THEN json_object(
            'citizen_id', citizen_id, 'full_name', full_name, 'sex', sex, 'birth_year', birth_year,
            'birth_on', CASE birth_precision WHEN 0 THEN birth_on END, 'commune_code', commune_code, 'residence', residence,
            'phone', phone, 'card_issued_on', card_issued_on, 'died_on', died_on) END AS content
    FROM good_citizen
), good_dossier AS (
    SELECT s.* FROM sent_dossier AS s
    JOIN offered AS o ON o.feed = 'procedures.dossier' AND o.supplier = s.supplier AND o.business_day = s.business_day
        AND o.version = s.version AND o.state = 'loaded'
    WHERE s.outcome = 'loaded'
), dossier AS (
    SELECT
        'procedures.dossier' AS feed, supplier, dossier_code AS record_key, business_day AS from_day,
        lead(business_day) OVER (PARTITION BY supplier, dossier_code ORDER BY business_day) AS to_day, updated_at AS told_at,
        json_object(
            'dossier_code', dossier_code, 'procedure_code', procedure_code, 'applicant_name', applicant_name, 'applicant_id', applicant_id,
            'applicant_sex', applicant_sex, 'applicant_phone', applicant_phone, 'applicant_type', applicant_type, 'channel', channel,
            'status_code', status_code, 'received_at', utc(received_at), 'due_at', utc(due_at), 'processing_hours', processing_hours,
            'finished_at', utc(finished_at), 'returned_at', utc(returned_at), 'fee_vnd', fee_vnd) AS content
    FROM good_dossier
), good AS (
    SELECT s.* FROM sent AS s
    JOIN offered AS o ON o.feed = s.feed AND o.supplier = s.supplier AND o.business_day = s.business_day AND o.version = s.version AND o.state = 'loaded'
    WHERE s.outcome = 'loaded'
), changed AS (
    SELECT
        feed, supplier, record_key, business_day AS from_day,
        lead(business_day) OVER (PARTITION BY feed, supplier, record_key ORDER BY business_day) AS to_day, told_at,
        CASE WHEN NOT is_delete THEN content END AS content
    FROM (
        FROM good WHERE feed IN (SELECT feed FROM delivery WHERE kind = 'changes')
        QUALIFY row_number() OVER (PARTITION BY feed, supplier, record_key, business_day ORDER BY told_at DESC) = 1
    )
), happened AS (
    SELECT feed, supplier, record_key, business_day AS from_day, NULL::DATE AS to_day, told_at, content
    FROM good WHERE feed IN (SELECT feed FROM delivery WHERE kind = 'events')
), loaded_snapshot AS (
    SELECT o.feed, o.supplier, o.business_day AS day, o.version,
        lead(o.business_day) OVER (PARTITION BY o.feed, o.supplier ORDER BY o.business_day) AS next_day
    FROM offered AS o WHERE o.state = 'loaded' AND o.feed IN (SELECT feed FROM delivery WHERE kind = 'snapshot' AND is_general)
), told AS (
    -- a key all of whose records are held was not observed that day
    SELECT l.feed, l.supplier, s.record_key, l.day, l.next_day, any_value(s.content) FILTER (s.outcome = 'loaded') AS content
    FROM loaded_snapshot AS l
    JOIN sent AS s ON s.feed = l.feed AND s.supplier = l.supplier AND s.business_day = l.day AND s.version = l.version
    GROUP BY ALL
), stood AS (
    SELECT
        feed, supplier, record_key, day AS from_day, next_day AS to_day, NULL::TIMESTAMP AS told_at,
        last_value(content IGNORE NULLS) OVER (PARTITION BY feed, supplier, record_key ORDER BY day) AS content
    FROM told
), loaded_day AS (
    SELECT business_day AS day, coalesce(lead(business_day) OVER (ORDER BY business_day), getvariable('last') + 1) AS next_day
    FROM offered WHERE feed = 'insurance.card' AND state = 'loaded'
), seen AS (
    -- what a loaded extract says of a card; a card all of whose records are held was not observed that day
    SELECT c.card_number, d.day, d.next_day, c.id, s.id IS NOT NULL AS is_held
    FROM regular_card AS c
    JOIN loaded_day AS d ON d.day >= c.shown_from AND d.day < c.shown_to
    LEFT JOIN (SELECT business_day, id FROM sent_card WHERE nth = 0 AND outcome = 'quarantined') AS s ON s.business_day = d.day AND s.id = c.id
), observed AS (
    SELECT card_number, day, next_day, last_value(CASE WHEN is_held THEN NULL ELSE id END IGNORE NULLS)
        OVER (PARTITION BY card_number ORDER BY day) AS id
    FROM seen
), card_content AS (
    SELECT id, json_object(
        'card_number', card_number, 'bhxh_number', bhxh_number, 'citizen_id', citizen_id, 'full_name', full_name, 'sex', sex,
        'birth_year', birth_year, 'birth_on', CASE birth_precision WHEN 0 THEN birth_on END, 'object_code', object_code,
        'benefit_level', benefit_level, 'commune_code', commune_code, 'facility_code', facility_code, 'starts_on', starts_on, 'ends_on', ends_on) AS content
    FROM regular_card
)
SELECT feed, supplier, record_key, from_day, coalesce(to_day, getvariable('last') + 1) AS to_day, utc(told_at)::TIMESTAMPTZ AS told_at, content
FROM (
    FROM citizen UNION ALL FROM dossier UNION ALL FROM changed UNION ALL FROM happened UNION ALL FROM stood UNION ALL
    SELECT 'insurance.card', 'bhxh', card_number, day, next_day, NULL, content FROM observed JOIN card_content USING (id)
)
WHERE content IS NOT NULL;
