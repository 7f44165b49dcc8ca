-- Every cell of the newest day with the totals of districts and of groups
-- grain: district, object group · owner: data engineering
SELECT
    place,
    CASE
        WHEN cards.object_group = 'all' THEN ['Tất cả các nhóm', 'All groups']
        ELSE [object_group_name_vi, coalesce(payer.name_en, object_group_name_vi)]
    END AS object_group,
    cards, matched, matched_share, is_suppressed, is_total
FROM temp.cards
LEFT JOIN reference.insurance_group AS payer ON cards.object_group = payer.payer_group
ORDER BY is_total, district_code = 'all', district_code, cards.object_group = 'all', cards.object_group
