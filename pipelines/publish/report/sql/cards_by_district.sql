-- Insurance cards per district on the newest day, the lowest share first; the city as a whole stands apart
-- grain: district · owner: data engineering
SELECT
    district_code AS code, district_name AS name_vi, district_name AS name_en, cards, matched, matched_share AS share,
    is_suppressed AS is_withheld
FROM mart.insurance_sync
WHERE
    as_of = (SELECT max(as_of) FROM mart.insurance_sync)
    AND object_group = 'all'
    AND district_code <> 'all'
ORDER BY share NULLS LAST, code
