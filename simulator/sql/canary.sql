-- A hundred ordinary people whose names occur nowhere else: where such a name shows up, data has leaked.
-- grain: one row per canary
CREATE TABLE canary AS
WITH chosen AS (
    SELECT p.i, p.citizen_id, p.sex, p.phone, row_number() OVER (ORDER BY roll('canary', p.i)) AS ordinal
    FROM person AS p
    JOIN life AS l USING (i)
    JOIN holder AS h USING (i)
    WHERE p.origin = 'base' AND p.birth_year <= 2004 AND coalesce(l.ends_on >= getvariable('begins')[2], true) AND p.phone IS NOT NULL
        AND h.citizen_id IS NOT NULL AND coalesce(h.gone_on >= getvariable('begins')[2], true) AND h.from_day < getvariable('epoch')
)
SELECT chosen.*, names.full_name
FROM chosen JOIN fact(getvariable('facts'), 'canaries') AS names ON names.ordinal::INTEGER = chosen.ordinal;

UPDATE person SET full_name = canary.full_name FROM canary WHERE person.i = canary.i;
UPDATE holder SET full_name = canary.full_name FROM canary WHERE holder.i = canary.i;
