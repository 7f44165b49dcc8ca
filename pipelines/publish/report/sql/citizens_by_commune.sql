-- Living citizens and valid cards per commune on each map; what is uncertain, withheld or the whole city comes last
-- grain: map, commune · owner: data engineering
SELECT
    CASE commune_code
        WHEN 'all' THEN ['Toàn thành phố', 'Whole city']
        WHEN 'withheld' THEN ['Các xã phường không công bố', 'All withheld communes']
        WHEN 'uncertain' THEN ['Chưa xác định sau chia tách', 'Uncertain after a split']
        WHEN 'none' THEN ['Không rõ xã phường', 'No commune']
        ELSE [commune_name, commune_name]
    END AS commune,
    CASE WHEN here.district_code IS NOT NULL THEN district_named(here.district_code, district.full_name) END AS place,
    [known.name_vi, known.name_en] AS map,
    here.citizens, here.cards, here.is_suppressed
FROM mart.citizens_by_commune AS here
LEFT JOIN reference.place_map AS known USING (map)
LEFT JOIN reference.place AS district
    ON district.level = 'district' AND here.district_code = district.place_code
ORDER BY
    known.valid_from DESC,
    array_position(['uncertain', 'none', 'withheld', 'all'], commune_code) NULLS FIRST,
    here.district_code,
    commune_code
