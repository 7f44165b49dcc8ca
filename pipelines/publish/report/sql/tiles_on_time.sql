-- Dossiers handled on time per district at the end of the newest day
-- grain: district · owner: data engineering
SELECT substr(supplier, 2) AS district_code, unit AS place, on_time_share, is_carried
FROM temp.unit_day
WHERE kind = 'district' AND business_day = (SELECT max(business_day) FROM temp.unit_day)
ORDER BY district_code
