-- How names are really typed: decomposed, in capitals, with the tone on the other vowel, with spaces too many.
-- grain: macros only; nfd() is registered beside
CREATE MACRO other_tone(name) AS
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(name,
    'òa', 'oà'), 'óa', 'oá'), 'ỏa', 'oả'), 'õa', 'oã'), 'ọa', 'oạ'), 'òe', 'oè'), 'óe', 'oé'), 'ỏe', 'oẻ'), 'õe', 'oẽ'), 'ọe', 'oẹ'),
    'ùy', 'uỳ'), 'úy', 'uý'), 'ủy', 'uỷ'), 'ũy', 'uỹ'), 'ụy', 'uỵ');
-- `chance` is 0..9999; `habit` is how the whole office types
CREATE MACRO spelled(name, habit, chance) AS CASE
    WHEN habit = 'capitals' THEN upper(CASE WHEN chance % 4 = 0 THEN other_tone(name) ELSE name END)
    -- the second font of TCVN3 shows small letters as capitals
    WHEN habit = 'small' THEN lower(CASE WHEN chance % 4 = 0 THEN other_tone(name) ELSE name END)
    WHEN habit = 'one byte' THEN CASE WHEN chance < 2000 THEN other_tone(name) WHEN chance < 2300 THEN replace(name, ' ', '  ') ELSE name END
    WHEN chance < 800 THEN nfd(name)
    WHEN chance < 2000 THEN other_tone(name)
    WHEN chance < 2200 THEN nfd(other_tone(name))
    WHEN chance < 2400 THEN replace(name, ' ', '  ') || ' '
    WHEN chance < 2600 THEN upper(name)
    ELSE name END;

-- a record as a JSON object of texts; what is not there is not written
CREATE MACRO as_object(titles, fields) AS '{' || array_to_string(list_filter(list_transform(fields, lambda field, n:
    to_json(titles[n])::VARCHAR || ': ' || to_json(field)::VARCHAR), lambda pair: pair IS NOT NULL), ', ') || '}';
