-- Each line that is not blank as a list of fields, or NULL where it cannot be split without a rest
-- owner: data engineering
CREATE OR REPLACE TEMP TABLE split AS
WITH piece AS (
    SELECT
        position,
        content,
        regexp_extract_all('{{ delimiter }}' || content, '{{ pattern }}') AS pieces
    FROM line
    WHERE contains(content, '{{ quote }}')
)

SELECT
    position,
    content,
    string_split(content, '{{ delimiter }}') AS fields
FROM line
WHERE NOT contains(content, '{{ quote }}') AND trim(content, chr(32) || chr(9) || chr(160) || chr(65279)) <> ''
UNION ALL
SELECT
    position,
    content,
    CASE
        WHEN array_to_string(pieces, '') = '{{ delimiter }}' || content
            THEN
                list_transform(
                    pieces,
                    lambda piece:
                    CASE
                        WHEN piece[2:2] = '{{ quote }}'
                            THEN replace(piece[3:-2], '{{ quote }}{{ quote }}', '{{ quote }}')
                        ELSE piece[2:]
                    END
                )
    END AS fields
FROM piece;
