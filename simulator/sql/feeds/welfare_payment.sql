-- What happens to each month's money: due on the 5th, credited or laid ready, then drawn, spent or collected.
-- grain of regular: one row per step of one payment
INSERT INTO regular
WITH month AS (
    SELECT unnest(generate_series(date_trunc('month', getvariable('first') - 45)::DATE, getvariable('last'), INTERVAL 1 MONTH))::DATE AS month
), paid AS (
    SELECT
        b.*, home.codes, m.month, format('CT-{}-{:07d}', strftime(m.month, '%Y%m'), b.i) AS payment, b.exempt IS NULL AND b.account_on < m.month AS has_account,
        roll('payment', b.i || strftime(m.month, '%Y%m')) AS r, m.month + 4 AS due_on, 2023 - b.birth_year AS years
    FROM beneficiary AS b JOIN home USING (commune_code) CROSS JOIN month AS m
    -- and so one or two months are paid after a death
    WHERE b.starts_on <= m.month AND (b.struck_on IS NULL OR b.struck_on > m.month + 4)
), timed AS (
    SELECT *, due_on::TIMESTAMP + INTERVAL 7 HOUR AS due_at,
        due_on::TIMESTAMP + INTERVAL 8 HOUR + to_seconds((slot(r, 1) * 18)::BIGINT) AS credited_at,
        -- hours from credit, or from due, to money in hand: longer for the old and for who has to come for it
        CASE WHEN has_account THEN 1 + slot(r, 2) * slot(r, 2) / 10000.0 / 10000 * CASE WHEN years >= 80 THEN 300 WHEN years >= 60 THEN 200 ELSE 120 END
            ELSE 2 + slot(r, 2) / 10000.0 * CASE WHEN years >= 80 THEN 170 ELSE 120 END END AS hours
    FROM paid
), stepped AS (
    SELECT *, 1 AS nth, 'DH' AS step, due_at AS known_at FROM timed
    UNION ALL SELECT *, 2, 'BC', credited_at FROM timed WHERE has_account
    UNION ALL SELECT *, 3, CASE WHEN NOT has_account THEN 'NM' WHEN slot(r, 3) < 6200 THEN 'RT' ELSE 'TT' END,
        CASE WHEN has_account THEN credited_at ELSE due_at END + to_seconds((hours * 3600)::BIGINT)
    -- few leave it where it is
    FROM timed WHERE slot(r, 4) >= 300
), told AS (
    SELECT *, payment || '-' || nth AS event, known_at::DATE AS day, CASE WHEN nth = 3 THEN code_on(codes, greatest(known_at::DATE, getvariable('first')), split_of(citizen_id)) END AS place
    FROM stepped WHERE known_at::DATE BETWEEN getvariable('first') - 40 AND getvariable('last')
)
SELECT
    'welfare.payment', 'ldtbxh', event, day, NULL, known_at, false,
    [event, payment, code, step, CASE WHEN has_account THEN 'TK' ELSE 'TM' END, vnd(amount), place, strftime(known_at, '%Y%m%d%H%M%S')],
    json_object('event_code', event, 'payment_code', payment, 'beneficiary_code', code,
        'step', CASE step WHEN 'DH' THEN 'due' WHEN 'BC' THEN 'credited' WHEN 'RT' THEN 'withdrawn' WHEN 'TT' THEN 'spent' ELSE 'collected' END,
        'method', CASE WHEN has_account THEN 'account' ELSE 'cash' END, 'amount_vnd', amount, 'place_code', place, 'occurred_at', utc(known_at))
FROM told;
