-- How each delivery that is due in a range of days stands
-- grain: feed, supplier, business day · owner: data engineering
SELECT
    due.feed,
    due.supplier,
    due.business_day,
    due.state,
    line.received
FROM ops.due
LEFT JOIN ops.delivery AS line
    ON
        line.state = 'loaded'
        AND due.feed = line.feed
        AND due.supplier = line.supplier
        AND due.business_day = line.business_day
WHERE
    list_contains($feeds::VARCHAR[], due.feed)
    AND due.business_day BETWEEN $first::DATE AND $last::DATE
