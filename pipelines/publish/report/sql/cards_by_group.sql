-- Insurance cards per object group on the newest day, of the whole city
-- grain: object group · owner: data engineering
SELECT
    sync.object_group AS code,
    sync.object_group_name_vi AS name_vi,
    coalesce(payer.name_en, sync.object_group_name_vi) AS name_en,
    sync.cards,
    sync.matched,
    sync.matched_share AS share,
    sync.is_suppressed AS is_withheld
FROM mart.insurance_sync AS sync
LEFT JOIN reference.insurance_group AS payer ON sync.object_group = payer.payer_group
WHERE
    sync.as_of = (SELECT max(as_of) FROM mart.insurance_sync)
    AND sync.object_group <> 'all'
    AND sync.district_code = 'all'
ORDER BY code
