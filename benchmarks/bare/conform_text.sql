-- Text and names as the city writes them: NFC, single spaces, empty is NULL; in names a word all in small or all in
-- capital letters is capitalised, and the tone of an open oa, oe, uy stands on its first vowel (but quý stays)
-- owner: data engineering
CREATE OR REPLACE TEMP MACRO plain_text(content) AS
nullif(nfc_normalize(trim(regexp_replace(content, '\s+', ' ', 'g'))), '');

CREATE OR REPLACE TEMP MACRO moved_tone(ending) AS
CASE ending
    WHEN 'oà' THEN 'òa' WHEN 'oả' THEN 'ỏa' WHEN 'oã' THEN 'õa' WHEN 'oá' THEN 'óa' WHEN 'oạ' THEN 'ọa'
    WHEN 'Oà' THEN 'Òa' WHEN 'Oả' THEN 'Ỏa' WHEN 'Oã' THEN 'Õa' WHEN 'Oá' THEN 'Óa' WHEN 'Oạ' THEN 'Ọa'
    WHEN 'oè' THEN 'òe' WHEN 'oẻ' THEN 'ỏe' WHEN 'oẽ' THEN 'õe' WHEN 'oé' THEN 'óe' WHEN 'oẹ' THEN 'ọe'
    WHEN 'Oè' THEN 'Òe' WHEN 'Oẻ' THEN 'Ỏe' WHEN 'Oẽ' THEN 'Õe' WHEN 'Oé' THEN 'Óe' WHEN 'Oẹ' THEN 'Ọe'
    WHEN 'uỳ' THEN 'ùy' WHEN 'uỷ' THEN 'ủy' WHEN 'uỹ' THEN 'ũy' WHEN 'uý' THEN 'úy' WHEN 'uỵ' THEN 'ụy'
    WHEN 'Uỳ' THEN 'Ùy' WHEN 'Uỷ' THEN 'Ủy' WHEN 'Uỹ' THEN 'Ũy' WHEN 'Uý' THEN 'Úy' WHEN 'Uỵ' THEN 'Ụy'
    ELSE ending
END;

CREATE OR REPLACE TEMP MACRO placed_tone(word) AS
CASE
    WHEN
        regexp_matches(word, '([oO][àảãáạèẻẽéẹ]|(^|[^qQ])[uU][ỳỷỹýỵ])$')
        THEN left(word, -2) || moved_tone(right(word, 2))
    WHEN
        regexp_matches(word, '([oO][àảãáạèẻẽéẹ]|(^|[^qQ])[uU][ỳỷỹýỵ]),$')
        THEN left(word, -3) || moved_tone(left(right(word, 3), 2)) || ','
    ELSE word
END;

CREATE OR REPLACE TEMP MACRO capitalised_word(word) AS
CASE WHEN word = lower(word) OR word = upper(word) THEN upper(word[1]) || lower(word[2:]) ELSE word END;

CREATE OR REPLACE TEMP MACRO plain_name(content) AS
array_to_string(
    list_transform(string_split(plain_text(content), ' '), lambda word: placed_tone(capitalised_word(word))), ' '
);
