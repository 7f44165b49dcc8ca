-- How a record of a feed sent the general way is written in each kind of file.
-- grain of line: one row per line of a text file or row of a sheet
CREATE MACRO csv_field(field) AS
    CASE WHEN regexp_matches(field, '[;"]') THEN '"' || replace(field, '"', '""') || '"' ELSE coalesce(field, '') END;
CREATE MACRO xml_text(field) AS replace(replace(replace(field, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');

CREATE TABLE line AS
WITH written AS (
    SELECT *, 2 + row_number() OVER (PARTITION BY feed, supplier, business_day, version ORDER BY position) AS r
    FROM sent WHERE transport IN ('csv_utf8', 'xlsx', 'jsonl')
)
SELECT
    feed, supplier, business_day, version, transport, position,
    CASE transport
        WHEN 'jsonl' THEN CASE WHEN outcome = 'unreadable' THEN left(as_object(titles, fields), 30) ELSE as_object(titles, fields) END
        WHEN 'csv_utf8' THEN array_to_string(
            list_transform(CASE WHEN outcome = 'unreadable' THEN fields[:len(fields) - 2] ELSE fields END, lambda f: csv_field(f)), ';')
        ELSE '<row r="' || r || '">' || array_to_string(list_transform(fields, lambda f, n:
            CASE WHEN typed_titles[n] LIKE '%:number' THEN number_cell(chr((64 + n)::INTEGER), r, f) ELSE text_cell(chr((64 + n)::INTEGER), r, xml_text(f)) END), '') || '</row>'
        END AS line
FROM written;
