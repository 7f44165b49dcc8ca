-- How many suppliers owed each feed on each day, and how many are loaded
-- grain: feed, business day · owner: data engineering
SELECT
    business_day, feed, expected, loaded AS loaded_suppliers, late AS late_suppliers, missing AS missing_suppliers,
    refused AS refused_suppliers, note
FROM mart.coverage
ORDER BY business_day, feed
