-- Insurance cards per object group on the newest day, of the whole city
-- grain: object group · owner: data engineering
SELECT
    CASE
        WHEN is_total THEN ['Toàn thành phố', 'Whole city']
        ELSE [object_group_name_vi, coalesce(payer.name_en, object_group_name_vi)]
    END AS object_group,
    matched_share, matched, cards, is_suppressed, is_total
FROM temp.cards
LEFT JOIN reference.insurance_group AS payer ON cards.object_group = payer.payer_group
WHERE district_code = 'all'
ORDER BY is_total, cards.object_group
