-- What each supplier delivered and what it was worth; ministries first, then departments and districts
-- grain: feed, supplier · owner: data engineering
WITH newest AS (
    SELECT
        feed, supplier,
        list({ 'business_day': business_day, 'state': state } ORDER BY business_day) AS days
    FROM mart.delivery_quality_day
    WHERE business_day > (SELECT business_day - 28 FROM publication.about)
    GROUP BY feed, supplier
),

line AS (
    SELECT
        coalesce(unit.kind, 'ministry') <> 'ministry' AS is_desk,
        quality.feed,
        [supplier_name_vi, coalesce(supplier_name_en, supplier_name_vi)] AS supplier_name,
        newest.days, late AS late_suppliers, missing AS missing_suppliers, refused AS refused_suppliers,
        received AS records_received, unreadable, duplicate, quarantined, loaded, open_items, false AS is_total
    FROM mart.delivery_quality AS quality
    LEFT JOIN newest USING (feed, supplier)
    LEFT JOIN temp.unit USING (supplier)
    UNION ALL
    SELECT
        true, NULL, ['Tất cả', 'All'], NULL, sum(late)::BIGINT, sum(missing)::BIGINT, sum(refused)::BIGINT,
        sum(received)::BIGINT, sum(unreadable)::BIGINT, sum(duplicate)::BIGINT, sum(quarantined)::BIGINT,
        sum(loaded)::BIGINT, sum(open_items)::BIGINT, true
    FROM mart.delivery_quality
    HAVING count(*) > 0
)

SELECT * EXCLUDE (is_desk)
FROM line
ORDER BY is_total, is_desk, feed, supplier_name
