-- Who receives social assistance, and how it is paid: by 16 January 2024 everybody has an account who can have one.
-- grain of beneficiary: one row per beneficiary
CREATE TABLE beneficiary AS
WITH drawn AS (
    SELECT p.i, p.citizen_id, p.full_name, p.birth_year, p.sex, p.commune_code, 2023 - p.birth_year AS age, l.dies_on, roll('welfare', p.i) AS r, roll('welfare b', p.i) AS q
    FROM person AS p JOIN life AS l USING (i)
    WHERE p.origin = 'base'
), chosen AS (
    SELECT *, CASE
            WHEN age >= 80 AND slot(r, 1) < 6500 THEN 'BTXH'
            WHEN age >= 60 AND slot(r, 1) < 900 THEN 'NCC'
            WHEN slot(r, 1) < 60 THEN 'KT'
            WHEN slot(r, 1) < 85 AND age >= 18 THEN 'HN'
            WHEN slot(r, 1) < 100 THEN 'KK' END AS kind
    FROM drawn
)
SELECT
    * EXCLUDE (r, q),
    format('BT-001-{:07d}', i) AS code,
    CASE kind WHEN 'NCC' THEN 2055000 WHEN 'BTXH' THEN 440000 WHEN 'KT' THEN 660000 ELSE 540000 END + slot(q, 1) % 3 * 220000 AS amount,
    DATE '2015-01-01' + (slot(q, 2) * 3000 // 10000)::INTEGER AS starts_on,
    -- force majeure: who cannot leave the bed, cannot act, lives too far, or is held
    CASE WHEN slot(r, 2) < CASE WHEN age >= 80 THEN 1400 ELSE 350 END THEN (['NL', 'NL', 'KNL', 'VX', 'TD'])[1 + slot(r, 3) % 5] END AS exempt,
    CASE WHEN slot(r, 4) < 5600 THEN DATE '2023-06-15' ELSE day_between(DATE '2023-10-20', DATE '2024-01-15', slot(q, 3)) END AS account_on,
    (['Agribank', 'VietinBank', 'BIDV', 'Vietcombank', 'LPBank'])[1 + slot(q, 4) % 5] AS bank,
    format('{:013d}', (md5_number_lower('account' || i) % 10000000000000)::BIGINT) AS account,
    -- an office learns of a death late
    dies_on + 6 + slot(q, 4) % 40 AS struck_on
FROM chosen WHERE kind IS NOT NULL;

INSERT INTO regular
WITH step AS (
    SELECT *, starts_on AS day, 'begin' AS step, false AS has_account FROM beneficiary
    UNION ALL SELECT *, account_on, 'account', true FROM beneficiary WHERE exempt IS NULL AND account_on < coalesce(struck_on, DATE '9999-01-01')
    UNION ALL SELECT *, struck_on, 'end', exempt IS NULL AND account_on < struck_on FROM beneficiary WHERE struck_on IS NOT NULL
), told AS (
    SELECT *, office_instant(day, roll('welfare at', i || step)) AS known_at, CASE WHEN step = 'end' THEN last_day(dies_on) END AS ends_on,
        CASE WHEN has_account THEN bank END AS bank_now, CASE WHEN has_account THEN account END AS account_now,
        CASE WHEN NOT has_account THEN exempt END AS exempt_now
    FROM step WHERE day <= getvariable('last')
)
SELECT
    'welfare.beneficiary', 'ldtbxh', code, day, NULL, known_at, false,
    [code, citizen_id, full_name, birth_year::VARCHAR, CASE sex WHEN 'male' THEN 'Nam' ELSE 'Nữ' END, commune_code, kind, vnd(amount),
        CASE WHEN has_account THEN 'TK' ELSE 'TM' END, bank_now, account_now, exempt_now, vn_day(starts_on), vn_day(ends_on), vn_instant(known_at), 'Thêm/sửa'],
    json_object(
        'beneficiary_code', code, 'citizen_id', citizen_id, 'full_name', full_name, 'birth_year', birth_year, 'sex', sex, 'commune_code', commune_code,
        'kind', CASE kind WHEN 'BTXH' THEN 'social_protection' WHEN 'NCC' THEN 'merit' WHEN 'HN' THEN 'poor_household' WHEN 'KK' THEN 'hardship' ELSE 'disability' END,
        'amount_vnd', amount, 'payment_method', CASE WHEN has_account THEN 'account' ELSE 'cash' END, 'bank', bank_now, 'account_number', account_now,
        'exempt_reason', CASE exempt_now WHEN 'NL' THEN 'bedridden' WHEN 'KNL' THEN 'no_capacity' WHEN 'VX' THEN 'remote' WHEN 'TD' THEN 'in_custody' END,
        'starts_on', starts_on, 'ends_on', ends_on)
FROM told;
