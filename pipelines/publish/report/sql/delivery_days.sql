-- What every supplier owed in the last four weeks and what became of it; ministries first, then districts by code
-- grain: feed, supplier, business day · owner: data engineering
SELECT
    owed.feed, owed.supplier, owed.supplier_name_vi AS name_vi,
    coalesce(quality.supplier_name_en, owed.supplier_name_vi) AS name_en,
    owed.business_day, owed.state, owed.received, owed.quarantined, owed.reason
FROM mart.delivery_quality_day AS owed
LEFT JOIN mart.delivery_quality AS quality USING (feed, supplier)
WHERE
    owed.business_day BETWEEN (SELECT business_day - 27 FROM publication.about)
    AND (SELECT business_day FROM publication.about)
ORDER BY regexp_matches(owed.supplier, '^d[0-9]+$'), owed.feed, owed.supplier, owed.business_day
