-- How each delivery that is due in a range of days stands, and whether its area has settled the day
-- grain: feed, supplier, business day · owner: data engineering
SELECT
    due.feed,
    due.supplier,
    due.business_day,
    if(due.state = 'missing' AND taken_back.feed IS NOT NULL, 'withdrawn', due.state) AS state,
    line.received,
    coalesce(settled.is_settled, false) AS is_settled
FROM ops.due
LEFT JOIN ops.delivery AS line
    ON
        line.state = 'loaded'
        AND due.feed = line.feed
        AND due.supplier = line.supplier
        AND due.business_day = line.business_day
LEFT JOIN (
    SELECT DISTINCT feed, supplier, business_day FROM ops.delivery WHERE state = 'withdrawn'
) AS taken_back
    ON
        due.feed = taken_back.feed
        AND due.supplier = taken_back.supplier
        AND due.business_day = taken_back.business_day
LEFT JOIN (
    SELECT area, business_day, bool_or(is_settled) AS is_settled
    FROM ops.settlement
    GROUP BY ALL
) AS settled
    ON split_part(due.feed, '.', 1) = settled.area AND due.business_day = settled.business_day
WHERE
    list_contains($feeds::VARCHAR[], due.feed)
    AND due.business_day BETWEEN $first::DATE AND $last::DATE
