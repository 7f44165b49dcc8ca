-- What the suppliers of the feeds sent the general way send, with what goes wrong in it.
-- grain of sent: one row per record of a delivery; `outcome` is what a faultless reader makes of it
CREATE TABLE sent AS
WITH copied AS (
    SELECT
        s.*, f.fault, unnest([coalesce(f.original, 'loaded'), f.copy, f.second_copy]) AS outcome, unnest([0, 1, 2]) AS nth,
        CASE WHEN f.copy IS NULL THEN 0 WHEN f.second_copy IS NULL THEN 1 ELSE 2 END AS last_nth
    FROM shown AS s LEFT JOIN fault_of AS f ON f.feed = s.feed AND f.id = s.id
), version AS (
    SELECT feed, supplier, day AS business_day, unnest([1, 2]) AS version FROM requested WHERE fault = 'corrected'
), offered_version AS (
    SELECT c.*, coalesce(v.version, 1) AS version,
        v.version = 2 AND c.nth = 0 AND c.fault IS NULL AND c.id = min(CASE WHEN c.fault IS NULL THEN c.id END)
            OVER (PARTITION BY c.feed, c.supplier, c.business_day, v.version) AS is_corrected
    FROM copied AS c LEFT JOIN version AS v USING (feed, supplier, business_day)
    WHERE c.outcome IS NOT NULL
), wrong AS (
    SELECT
        o.*, d.layout, d.transport, d.place, d.titles, d.typed_titles,
        list_position(d.titles, f.title) AS at_field,
        -- of two values the one the record has not
        string_split(f.value, '|') AS choices, string_split(f.told, '|') AS told_choices, f."column"
    FROM offered_version AS o
    JOIN delivery AS d ON d.feed = o.feed AND d.supplier = o.supplier AND d.day = o.business_day
    LEFT JOIN fact(getvariable('facts'), 'field_faults') AS f ON f.feed = o.feed AND (
        o.is_corrected AND f.fault = 'contradiction'
        OR o.outcome = 'quarantined' AND o.nth = o.last_nth AND f.fault = CASE WHEN o.fault LIKE 'contradiction%' THEN 'contradiction' ELSE o.fault END)
), chosen AS (
    SELECT *, CASE WHEN len(choices) > 1 AND fields[at_field] = choices[1] THEN 2 ELSE 1 END AS choice FROM wrong
)
SELECT
    feed, supplier, layout, transport, place, titles, typed_titles, business_day, version, id, nth, fault, outcome, record_key, is_delete, told_at,
    CASE
        WHEN fault = 'missing_key' AND outcome = 'quarantined' THEN list_concat([NULL], fields[2:])
        WHEN at_field IS NULL THEN fields
        ELSE list_concat(list_append(fields[:at_field - 1], choices[choice]), fields[at_field + 1:]) END AS fields,
    CASE WHEN is_corrected THEN json_merge_patch(content, ('{"' || "column" || '": ' || told_choices[choice] || '}')::JSON) ELSE content END AS content,
    row_number() OVER (PARTITION BY feed, supplier, business_day, version ORDER BY CASE WHEN transport = 'http' THEN told_at END, record_key, nth) AS position
FROM chosen;

-- a page of HTTP holds objects of texts; what is no object is an unreadable item
INSERT INTO city.http_item
SELECT
    supplier, feed, row_number() OVER (PARTITION BY supplier, feed ORDER BY business_day, position) - 1, business_day,
    CASE WHEN outcome = 'unreadable' THEN '"(dòng lỗi)"' ELSE as_object(titles, fields) END
FROM sent WHERE transport = 'http' ORDER BY ALL;
