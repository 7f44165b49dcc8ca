-- What each supplier delivered and what it was worth; ministries first, then districts by code
-- grain: feed, supplier · owner: data engineering
SELECT
    feed, supplier, supplier_name_vi AS name_vi, coalesce(supplier_name_en, supplier_name_vi) AS name_en,
    due, arrived, late, missing, refused, received, unreadable, duplicate, quarantined, loaded, open_items
FROM mart.delivery_quality
ORDER BY regexp_matches(supplier, '^d[0-9]+$'), feed, supplier
