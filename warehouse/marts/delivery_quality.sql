-- delivery_quality: all that a supplier owed of a feed, counted, and what it has to mend
-- grain: feed × supplier · owner: data engineering
WITH standing AS (
    SELECT delivery_id, feed, supplier
    FROM ops.delivery
    WHERE state = 'loaded' AND business_day <= $day
),

-- what an engineer would send to the supplier: held records, and places that could not be read
item AS (
    SELECT standing.feed, standing.supplier, count(*) AS open_items
    FROM (
        SELECT delivery_id, position FROM quarantine.record WHERE state = 'open'
        UNION ALL
        SELECT DISTINCT delivery_id, position FROM quarantine.unreadable
    ) AS found
    INNER JOIN standing USING (delivery_id)
    GROUP BY standing.feed, standing.supplier
)

SELECT
    owed.feed,
    owed.supplier,
    any_value(owed.supplier_name_vi) AS supplier_name_vi,
    any_value(coalesce(known.name_en, owed.supplier)) AS supplier_name_en,
    count(*) AS due,
    count(*) FILTER (WHERE owed.landed_at IS NOT NULL) AS arrived,
    count(*) FILTER (WHERE owed.state = 'late') AS late,
    count(*) FILTER (WHERE owed.landed_at IS NULL) AS missing,
    count(*) FILTER (WHERE owed.state = 'refused') AS refused,
    coalesce(sum(owed.received), 0)::BIGINT AS received,
    coalesce(sum(owed.unreadable), 0)::BIGINT AS unreadable,
    coalesce(sum(owed.duplicate), 0)::BIGINT AS duplicate,
    coalesce(sum(owed.quarantined), 0)::BIGINT AS quarantined,
    coalesce(sum(owed.loaded), 0)::BIGINT AS loaded,
    coalesce(any_value(item.open_items), 0) AS open_items
FROM published.mart.delivery_quality_day AS owed
LEFT JOIN item USING (feed, supplier)
LEFT JOIN reference.supplier AS known ON owed.supplier = known.supplier
GROUP BY owed.feed, owed.supplier
ORDER BY owed.feed, owed.supplier
