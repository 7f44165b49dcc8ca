-- delivery_quality once more: what is held or unreadable is what a supplier has to mend
-- grain: feed × supplier
SELECT
    feed, supplier, count(*) AS due, count(version) AS arrived, 0 AS late, count(*) - count(version) AS missing, tally(state = 'refused') AS refused,
    coalesce(sum(received), 0) AS received, coalesce(sum(unreadable), 0) AS unreadable, coalesce(sum(duplicate), 0) AS duplicate,
    coalesce(sum(quarantined), 0) AS quarantined, coalesce(sum(loaded), 0) AS loaded, coalesce(sum(unreadable + quarantined), 0) AS open_items
FROM truth.delivery_quality_day GROUP BY ALL
