-- Insurance cards per district on the newest day, the lowest share first; the city as a whole is the last line
-- grain: district · owner: data engineering
SELECT place, matched_share, matched, cards, is_suppressed, is_total
FROM temp.cards
WHERE object_group = 'all'
ORDER BY is_total, matched_share NULLS LAST, district_code
