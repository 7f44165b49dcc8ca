-- The items of the pages in hand, numbered through the whole delivery
-- grain: item · owner: data engineering
SELECT
    $before::BIGINT + row_number() OVER (ORDER BY page, place) AS position,
    coalesce(content::VARCHAR, 'null') AS content
FROM (
    SELECT
        page,
        generate_subscripts(list, 1) AS place,
        unnest(list) AS content
    FROM (SELECT page, json_extract(json, $items || '[*]') AS list FROM arrived)
)
