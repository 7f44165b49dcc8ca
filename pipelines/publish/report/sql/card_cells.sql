-- Every cell of the newest day with the totals; a withheld one has no counts
-- grain: district, object group · owner: data engineering
SELECT
    as_of, district_code, district_name, object_group AS group_code, object_group_name_vi AS group_name,
    cards, matched, matched_share AS share, is_suppressed AS is_withheld
FROM mart.insurance_sync
WHERE as_of = (SELECT max(as_of) FROM mart.insurance_sync)
ORDER BY district_code = 'all', district_code, object_group = 'all', object_group
