-- Text as the city writes it: canonical text of any kind, and names of persons
-- owner: data engineering

-- The tone of an open oa, oe, uy stands on its first vowel (hòa, not hoà; thúy, not thuý). After q the u is no vowel
-- (quý stays), and a syllable that goes on keeps its tone where it is (hoàng, toán). {{ mark }} stands between the two
-- vowels for the moment in which the tone moves.
CREATE OR REPLACE TEMP MACRO tone_placed(content) AS
CASE
    WHEN regexp_matches(content, '{{ open_ending }}')
        THEN
            nfc_normalize(
                {% for _ in moves %}replace({% endfor %}
                regexp_replace(
                    regexp_replace(content, '([oO])([{{ marked_a_e }}])({{ end }})', '\1{{ mark }}\2\3', 'g'),
                    '(\b[uU]|[^qQ][uU])([{{ marked_y }}])({{ end }})', '\1{{ mark }}\2\3', 'g'
                ){% for marked, moved in moves %},
                '{{ marked }}', '{{ moved }}'){% endfor %}
            )
    ELSE content
END;

-- Any text: NFC, invisible characters gone, one space wherever there is room between words; NULL when nothing is left.
-- Normalising ends at a NUL, so that control characters must be gone before.
CREATE OR REPLACE TEMP MACRO tidied(content) AS
nullif(
    trim(
        nfc_normalize(
            regexp_replace(
                regexp_replace(content, '\p{Cf}+', '', 'g'),
                '[\p{Z}\p{Cc}]+', ' ', 'g'
            )
        )
    ),
    ''
);

-- Canonical text. Nearly all text is tidy already, which is found out at a fraction of the cost.
CREATE OR REPLACE TEMP MACRO canonical(content) AS
CASE
    WHEN strlen(content) = length(content)
        THEN CASE WHEN regexp_full_match(content, '[!-~]+( [!-~]+)*') THEN content ELSE tidied(content) END
    ELSE
        tone_placed(
            CASE
                WHEN regexp_full_match(content, '[!-~{{ letters }}]+( [!-~{{ letters }}]+)*') THEN content
                ELSE tidied(content)
            END
        )
END;

-- A word wholly in small or wholly in capital letters is capitalised: many desks type names in capitals. TCVN3 has no
-- capitals with tone marks, so that small ones among capitals (NGUYễN; HOà, whose tone has moved by now) are capitals as
-- well. Any other word of mixed case (K'Brê) is somebody's own spelling and stays.
CREATE OR REPLACE TEMP MACRO capitalised(content) AS
CASE
    WHEN regexp_full_match(content, '{{ capitalised_word }}( {{ capitalised_word }})*') THEN content
    ELSE
        array_to_string(
            list_transform(
                string_split(content, ' '),
                lambda word:
                CASE
                    WHEN
                        word = lower(word) OR word = upper(word)
                        OR regexp_full_match(word, '[{{ capital_or_toned }}]*([ÒÓỎÕỌ][ae]|[ÙÚỦŨỤ]y)?')
                        THEN upper(word[1]) || lower(word[2:])
                    ELSE word
                END
            ),
            ' '
        )
END;

CREATE OR REPLACE TEMP MACRO person_name(content) AS capitalised(canonical(content));
