-- Matched insurance cards per district on the newest day
-- grain: district · owner: data engineering
SELECT district_code, place, matched_share, is_suppressed
FROM temp.cards
WHERE object_group = 'all' AND district_code NOT IN ('all', 'none')
ORDER BY district_code
