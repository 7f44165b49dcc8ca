-- Sums that must hold in what is told of people by two axes
-- grain: sum, with how often it is broken · owner: data engineering
WITH person_cell AS (
    SELECT
        'id_application' AS mart, district_code AS row_code, kind AS column_code, is_suppressed, received AS size,
        ["open", issued, refused] AS parts
    FROM {{ catalog }}.mart.id_application
    UNION ALL
    SELECT
        'eid_account', level, age_group, is_suppressed, registered,
        [registered - approved - rejected, approved, rejected]
    FROM {{ catalog }}.mart.eid_account
    UNION ALL
    SELECT
        'welfare_account', district_code, kind, is_suppressed, beneficiaries,
        [with_account, cash_exempt, cash_not_exempt]
    FROM {{ catalog }}.mart.welfare_account
    UNION ALL
    SELECT
        'welfare_time', district_code, age_group, is_suppressed, payments,
        [
            account_within_1_hour, account_within_1_day, account_within_3_days, account_within_7_days, account_later,
            account_not_yet, account_not_credited, cash_within_1_hour, cash_within_1_day, cash_within_3_days,
            cash_within_7_days, cash_later, cash_not_yet
        ]
    FROM {{ catalog }}.mart.welfare_time
    UNION ALL
    SELECT
        'digital_signature', provider, 'all', is_suppressed, issued,
        [valid_free, issued_free - valid_free, valid - valid_free, issued - issued_free - valid + valid_free]
    FROM {{ catalog }}.mart.digital_signature
),

-- the whole city is its total, and a part that is the only one of it
person_part AS (
    SELECT
        *,
        count(DISTINCT row_code) OVER (PARTITION BY mart) <= 2 OR row_code = 'all' AS is_every_row,
        count(DISTINCT column_code) OVER (PARTITION BY mart) <= 2 OR column_code = 'all' AS is_every_column
    FROM person_cell
),

-- lines of a total and its parts; a total without parts adds nothing up
person_line AS (
    SELECT
        mart,
        row_code,
        sum(size) FILTER (WHERE column_code <> 'all') AS size,
        max(size) FILTER (WHERE column_code = 'all') AS size_told,
        count(*) FILTER (WHERE is_suppressed) AS hidden
    FROM person_cell
    GROUP BY mart, row_code
    HAVING count(*) FILTER (WHERE column_code <> 'all') > 0
    UNION ALL
    SELECT
        mart,
        column_code,
        sum(size) FILTER (WHERE row_code <> 'all'),
        max(size) FILTER (WHERE row_code = 'all'),
        count(*) FILTER (WHERE is_suppressed)
    FROM person_cell
    GROUP BY mart, column_code
    HAVING count(*) FILTER (WHERE row_code <> 'all') > 0
)

SELECT mart || ': the parts of a cell come to it, and none is negative' AS invariant, count(*) AS violations
FROM person_cell
WHERE NOT is_suppressed AND (list_sum(parts) = size AND list_min(parts) >= 0) IS NOT TRUE
GROUP BY mart
UNION ALL
SELECT mart || ': nothing from 1 to below {{ smallest }} is published but of the whole city', count(*)
FROM person_part
WHERE
    NOT (is_every_row AND is_every_column)
    AND len(list_filter(parts, lambda n: n BETWEEN 1 AND {{ smallest }} - 1)) > 0
GROUP BY mart
UNION ALL
SELECT mart || ': a withheld cell holds no figure', count(*)
FROM person_cell
WHERE is_suppressed AND size IS NOT NULL
GROUP BY mart
UNION ALL
SELECT mart || ': the parts of a line come to its total, and none hides a single cell', count(*)
FROM person_line
WHERE CASE hidden WHEN 0 THEN size IS DISTINCT FROM size_told WHEN 1 THEN true ELSE size > size_told END
GROUP BY mart
UNION ALL
SELECT 'eid_account: activated and locked accounts are approved', count(*)
FROM {{ catalog }}.mart.eid_account
WHERE activated + locked > approved
UNION ALL
SELECT 'welfare_exempt: the reasons of a kind are the exempt of welfare_account', count(*)
FROM {{ catalog }}.mart.welfare_exempt AS reason
INNER JOIN {{ catalog }}.mart.welfare_account AS account
    ON reason.kind = account.kind AND account.district_code = 'all'
WHERE
    NOT reason.is_suppressed
    AND reason.bedridden + reason.no_capacity + reason.remote + reason.in_custody
    IS DISTINCT FROM account.cash_exempt
UNION ALL
SELECT 'digital_signature: free and valid ones are among the issued', count(*)
FROM {{ catalog }}.mart.digital_signature
WHERE
    NOT is_suppressed
    AND (valid_free <= least(issued_free, valid) AND greatest(issued_free, valid) <= issued) IS NOT TRUE
