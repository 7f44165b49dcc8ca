-- Sums that must hold in registers held against each other
-- grain: sum, with how often it is broken · owner: data engineering
SELECT 'reconciliation: found <= checked, and the units come to all' AS invariant, count(*) AS violations
FROM (
    SELECT
        sum(checked) FILTER (WHERE unit <> 'all') AS checked,
        sum(found) FILTER (WHERE unit <> 'all') AS found,
        max(checked) FILTER (WHERE unit = 'all') AS checked_told,
        max(found) FILTER (WHERE unit = 'all') AS found_told
    FROM {{ catalog }}.mart.reconciliation
    GROUP BY rule_id
)
WHERE found_told > checked_told OR coalesce(checked, 0) <> checked_told OR coalesce(found, 0) <> found_told
