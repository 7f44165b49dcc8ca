-- How each area ended the day of the publication: the newest settlement counts
-- grain: area · owner: data engineering
SELECT area, is_settled, note
FROM ops.settlement
WHERE business_day = (SELECT business_day FROM publication.about)
QUALIFY row_number() OVER (PARTITION BY area ORDER BY settled_at DESC, rowid DESC) = 1
ORDER BY area
