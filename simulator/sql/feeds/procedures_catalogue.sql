-- The procedures the city answers for, as the Government Office's catalogue has them on each day; on 17 January 2024:
-- 708 of 1,895 decentralised, 578 of 615 planned delegations decided, 1,893 of 1,893 with an electronic process,
-- 950 of 1,191 services with payment on the national portal (590 before the 60 days).
-- grain of catalogued: one row per procedure
CREATE TABLE catalogued AS
WITH listed AS (
    SELECT
        procedure_code, name, field, level_province = '1' AS is_province, level_commune = '1' AS is_commune, channel_online = '1' AS is_online,
        row_number() OVER (ORDER BY level_province = '1' OR level_commune = '1' DESC, level_ministry = '0' DESC, procedure_code) AS nth
    FROM fact(getvariable('reference'), 'administrative_procedures')
    WHERE regexp_full_match(procedure_code, '[0-9]\.[0-9]{6}')
), shuffled AS (
    SELECT
        *, roll('catalogue', procedure_code) AS r,
        row_number() OVER (ORDER BY roll('decentralised', procedure_code)) AS a, row_number() OVER (ORDER BY roll('delegated', procedure_code)) AS b,
        row_number() OVER (ORDER BY roll('electronic', procedure_code)) AS c, row_number() OVER (ORDER BY roll('payment', procedure_code)) AS d
    FROM listed WHERE nth <= 1895
), department AS (
    SELECT supplier, row_number() OVER (ORDER BY supplier) AS nth, count(*) OVER () AS n FROM desk WHERE kind = 'department'
)
SELECT
    s.procedure_code, s.name, s.field,
    CASE WHEN s.is_commune AND NOT s.is_province THEN 'ubnd' ELSE department.supplier END AS agency,
    CASE WHEN NOT s.is_commune THEN 'T' WHEN s.is_province OR slot(s.r, 1) < 4000 THEN 'H' ELSE 'X' END AS level,
    s.a <= 708 AS is_decentralised, s.b <= 615 AS is_planned,
    CASE
        WHEN s.b <= 300 THEN DATE '2023-06-30'
        WHEN s.b <= 578 THEN day_between(DATE '2023-08-01', DATE '2024-01-15', slot(s.r, 2))
        WHEN s.b <= 615 THEN day_between(DATE '2024-01-25', DATE '2024-06-30', slot(s.r, 2)) END AS decided_on,
    s.c <= 1893 AS needs_process, s.d <= 1191 AS needs_payment,
    CASE
        WHEN s.d <= 590 THEN DATE '2023-05-15'
        -- two days before the conference at the latest: where the record of its eve is held, that of the day before tells it
        WHEN s.d <= 950 THEN day_between(DATE '2023-11-20', DATE '2024-01-15', slot(s.r, 3))
        WHEN s.d <= 1100 THEN day_between(DATE '2024-02-19', DATE '2024-12-15', slot(s.r, 3)) END AS received_on,
    CASE WHEN s.is_online OR s.d <= 1191 THEN CASE WHEN slot(s.r, 4) < 4500 THEN '4' ELSE '3' END ELSE '2' END AS online_level,
    -- the source does not name the six bottlenecks; which procedure stands behind which is made up
    CASE WHEN s.a % 9 = 0 THEN 1 + s.a % 6 END AS bottleneck_no
FROM shuffled AS s
LEFT JOIN department ON department.nth = 1 + md5_number_lower(s.field) % department.n;

INSERT INTO regular
WITH dated AS (
    SELECT *, received_on - 20 AS announced_on, received_on - 6 AS tested_on FROM catalogued
), point AS (
    SELECT procedure_code, DATE '2023-01-01' AS day FROM dated
    UNION SELECT procedure_code, unnest([decided_on, announced_on, tested_on, received_on]) FROM dated
), stretch AS (
    SELECT procedure_code, day, coalesce(lead(day) OVER (PARTITION BY procedure_code ORDER BY day), DATE '9999-01-01') AS until FROM point WHERE day IS NOT NULL
), told AS (
    SELECT
        d.* REPLACE (
            CASE WHEN decided_on <= s.day THEN decided_on END AS decided_on, CASE WHEN announced_on <= s.day THEN announced_on END AS announced_on,
            CASE WHEN tested_on <= s.day THEN tested_on END AS tested_on, CASE WHEN received_on <= s.day THEN received_on END AS received_on),
        s.day, s.until
    FROM stretch AS s JOIN dated AS d USING (procedure_code)
)
SELECT
    'procedures.catalogue', 'vpcp', procedure_code, day, until, NULL, false,
    [procedure_code, name, field, agency, level, is_decentralised::INTEGER::VARCHAR, is_planned::INTEGER::VARCHAR, wire_day(decided_on),
        coalesce(decided_on IS NOT NULL, false)::INTEGER::VARCHAR, needs_process::INTEGER::VARCHAR, needs_process::INTEGER::VARCHAR, online_level,
        needs_payment::INTEGER::VARCHAR, wire_day(announced_on), wire_day(tested_on), wire_day(received_on), bottleneck_no::VARCHAR],
    json_object(
        'procedure_code', procedure_code, 'name', canonical(name), 'field', canonical(field), 'agency', agency, 'level', CASE level WHEN 'T' THEN 'province' WHEN 'H' THEN 'district' ELSE 'commune' END,
        'is_decentralised', yes_no(is_decentralised), 'delegation_planned', yes_no(is_planned), 'delegation_decided_on', decided_on,
        'has_internal_process', yes_no(decided_on IS NOT NULL), 'needs_electronic_process', yes_no(needs_process),
        'has_electronic_process', yes_no(needs_process), 'online_level', CASE online_level WHEN '4' THEN 'full' WHEN '3' THEN 'partial' ELSE 'information' END,
        'needs_payment', yes_no(needs_payment), 'payment_announced_on', announced_on, 'payment_tested_on', tested_on,
        'payment_received_on', received_on, 'bottleneck_no', bottleneck_no)
FROM told;
