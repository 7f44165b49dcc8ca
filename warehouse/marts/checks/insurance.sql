-- Sums that must hold in what is told of cards and of those who look them up
-- grain: sum, with how often it is broken · owner: data engineering
WITH insurance AS (
    SELECT
        *,
        district_code = 'all' AS is_all_districts,
        object_group = 'all' AS is_all_groups
    FROM {{ catalog }}.mart.insurance_sync
),

district_line AS (
    SELECT
        district_code,
        sum(cards) FILTER (WHERE NOT is_all_groups) AS cards,
        sum(matched) FILTER (WHERE NOT is_all_groups) AS matched,
        max(cards) FILTER (WHERE is_all_groups) AS cards_told,
        max(matched) FILTER (WHERE is_all_groups) AS matched_told,
        count(*) FILTER (WHERE is_suppressed) AS hidden
    FROM insurance
    GROUP BY district_code
    HAVING count(*) FILTER (WHERE NOT is_all_groups) > 0
),

group_line AS (
    SELECT
        object_group,
        sum(cards) FILTER (WHERE NOT is_all_districts) AS cards,
        sum(matched) FILTER (WHERE NOT is_all_districts) AS matched,
        max(cards) FILTER (WHERE is_all_districts) AS cards_told,
        max(matched) FILTER (WHERE is_all_districts) AS matched_told,
        count(*) FILTER (WHERE is_suppressed) AS hidden
    FROM insurance
    GROUP BY object_group
    HAVING count(*) FILTER (WHERE NOT is_all_districts) > 0
),

-- lines of a total and its parts; on a day without districts a group is its total alone, which adds nothing up
card_line AS (
    SELECT * EXCLUDE (district_code) FROM district_line
    UNION ALL
    SELECT * EXCLUDE (object_group) FROM group_line
),

facility AS (
    SELECT * FROM {{ catalog }}.mart.facility_lookup
)

SELECT 'insurance_sync: matched <= cards and matched_share = matched / cards' AS invariant, count(*) AS violations
FROM insurance
WHERE NOT is_suppressed AND (matched <= cards AND abs(matched_share - matched / cards) < 1e-9) IS NOT TRUE
UNION ALL
SELECT 'insurance_sync: nothing below {{ smallest }} is published', count(*)
FROM insurance
WHERE least(cards, matched, cards - matched) < {{ smallest }}
UNION ALL
SELECT 'insurance_sync: a withheld cell holds no figure', count(*)
FROM insurance
WHERE is_suppressed AND (cards IS NOT NULL OR matched IS NOT NULL OR matched_share IS NOT NULL)
UNION ALL
SELECT 'insurance_sync: the parts of a line come to its total', count(*)
FROM card_line
WHERE hidden = 0 AND (cards = cards_told AND matched = matched_told) IS NOT TRUE
UNION ALL
SELECT 'insurance_sync: the parts of a line come to no more than its total', count(*)
FROM card_line
WHERE cards > cards_told OR matched > matched_told
UNION ALL
SELECT 'insurance_sync: no line hides a single cell', count(*)
FROM card_line
WHERE hidden = 1
UNION ALL
SELECT 'facility_lookup: found <= lookups, and who found somebody has a first day', count(*)
FROM facility
WHERE
    found_by_citizen_card > lookups_by_citizen_card
    OR found_by_insurance_card > lookups_by_insurance_card
    OR (found_by_citizen_card > 0) <> (first_found_on IS NOT NULL)
    OR (found_by_citizen_card > 0) <> has_found_by_citizen_card
