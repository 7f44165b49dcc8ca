-- The day a new generation of communes begins, a register of changes gives each record it holds the code of the new map,
-- where the crosswalk names its commune, unless it tells of the record that day anyhow. Until here records have the code of the oldest map.
-- grain of coded: one row per feed with such a field
CREATE TABLE coded AS
SELECT DISTINCT feed, list_position(typed_titles, list_filter(typed_titles, lambda title: title LIKE '%:commune')[1]) AS at_field
FROM delivery WHERE kind = 'changes' AND array_to_string(typed_titles, '|') LIKE '%:commune%';

INSERT INTO regular
SELECT r.* REPLACE (
    g.from_day AS day, office_instant(g.from_day, roll('recoded', r.feed || again(r.record_key, g.nth))) AS told_at)
FROM regular AS r
JOIN coded AS c USING (feed)
JOIN generation AS g ON g.nth > 1 AND r.day < g.from_day AND g.from_day <= getvariable('last')
JOIN home ON home.commune_code = r.fields[c.at_field] AND home.is_recoded[g.nth]
ANTI JOIN regular AS own ON own.feed = r.feed AND own.supplier = r.supplier AND own.record_key = r.record_key AND own.day = g.from_day
QUALIFY row_number() OVER (PARTITION BY r.feed, r.supplier, r.record_key, g.nth ORDER BY r.told_at DESC) = 1;

UPDATE regular SET
    fields = list_concat(list_append(fields[:at_field - 1], code), fields[at_field + 1:]),
    content = json_merge_patch(content, json_object('commune_code', code))
FROM (
    SELECT r.rowid AS place, c.at_field, code_on(home.codes, r.day, split_of(r.content ->> 'citizen_id')) AS code
    FROM regular AS r JOIN coded AS c USING (feed) JOIN home ON home.commune_code = r.fields[c.at_field]
    WHERE r.day >= getvariable('begins')[2]
) AS told
WHERE regular.rowid = told.place;
