-- What each supplier owed on each day and what became of it; what is not loaded comes first
-- grain: feed, supplier, business day · owner: data engineering
SELECT
    owed.business_day,
    [owed.supplier_name_vi, coalesce(unit.unit[2], owed.supplier_name_vi)] AS supplier_name,
    owed.feed, owed.state, owed.received AS records_received, owed.unreadable, owed.duplicate, owed.quarantined,
    owed.loaded, owed.reason, owed.state NOT IN ('loaded', 'late') AS is_carried
FROM mart.delivery_quality_day AS owed
LEFT JOIN temp.unit USING (supplier)
ORDER BY owed.business_day, is_carried DESC, owed.feed, owed.supplier
