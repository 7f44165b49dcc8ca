-- Who owes which feed on which day of the window, and room for what the feeds sent the general way put into it.
-- grain of delivery: one row per feed, supplier and business day
CREATE TABLE delivery AS
WITH days AS (
    SELECT unnest(generate_series(getvariable('first'), getvariable('last'), INTERVAL 1 DAY))::DATE AS day
), wire AS (
    SELECT * EXCLUDE suppliers, unnest(CASE suppliers
        WHEN 'communes' THEN (SELECT list('x' || ward_code ORDER BY ward_code) FROM fact(getvariable('reference'), 'hanoi_communes_from_2025-07-01'))
        ELSE string_split(suppliers, ' ') END) AS supplier
    FROM fact(getvariable('facts'), 'feeds')
)
SELECT
    w.feed, w.kind, w.supplier, CASE w.transport WHEN 'http' THEN w.supplier WHEN 'sql' THEN w.supplier ELSE w.transport END AS layout,
    w.transport, w.place, list_transform(string_split(w.titles, '|'), lambda title: split_part(title, ':', 1)) AS titles,
    string_split(w.titles, '|') AS typed_titles, w.titles IS NOT NULL AS is_general,
    coalesce(desk.ordinal, 0) AS ordinal, d.day, coalesce(desk.ordinal, 0) + (d.day - getvariable('epoch')) AS turn
FROM wire AS w
JOIN days AS d ON d.day >= coalesce(w.first_day::DATE, DATE '0001-01-01') AND d.day <= coalesce(w.last_day::DATE, DATE '9999-12-31')
    AND isodow(d.day) = coalesce(w.weekday::INTEGER, isodow(d.day))
LEFT JOIN desk USING (supplier);

-- grain of regular: one row per version of a record, event, or stretch of days [day, until) of a snapshot's record;
-- `fields` stand in the order of the feed's titles, `content` is the record as its contract has it
CREATE TABLE regular (
    feed VARCHAR, supplier VARCHAR, record_key VARCHAR, day DATE, until DATE, told_at TIMESTAMP, is_delete BOOLEAN,
    fields VARCHAR[], content JSON
);
