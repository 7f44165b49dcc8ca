-- Insurance cards of the whole city on the newest day
-- grain: one row, or none before the first card · owner: data engineering
SELECT
    district_code AS code, district_name AS name_vi, district_name AS name_en, cards, matched, matched_share AS share,
    is_suppressed AS is_withheld
FROM mart.insurance_sync
WHERE
    as_of = (SELECT max(as_of) FROM mart.insurance_sync)
    AND object_group = 'all'
    AND district_code = 'all'
