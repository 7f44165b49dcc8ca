-- Whole numbers and identifiers of digits; NULL when the text is something else
-- owner: data engineering

-- Digits as text. A number that went through a spreadsheet has lost nothing as long as all its digits are still there:
-- 12345.0 and 1.2345E+4 are 12345, but 2.00E+11 has forgotten nine of its digits.
CREATE OR REPLACE TEMP MACRO whole_digits(content) AS
CASE
    WHEN regexp_full_match(content, '[0-9]+') THEN content
    WHEN regexp_full_match(content, '[0-9]+[.]0+') THEN split_part(content, '.', 1)
    WHEN
        regexp_full_match(content, '[1-9][.][0-9]+[eE][+]?[0-9]{1,2}')
        AND length(regexp_extract(content, '[.]([0-9]+)', 1))
        = TRY_CAST(regexp_extract(content, '[eE][+]?([0-9]+)', 1) AS INTEGER)
        THEN replace(regexp_extract(content, '^[^eE]+'), '.', '')
END;

-- Up to `lost` leading zeros are put back, which a number cell cannot hold. Digits that still begin with a zero never
-- went through one; they and other lengths stay as they are.
CREATE OR REPLACE TEMP MACRO padded_digits(content, width, lost) AS
CASE
    WHEN length(content) >= width - lost AND length(content) < width AND NOT starts_with(content, '0')
        THEN lpad(content, width, '0')
    ELSE content
END;

CREATE OR REPLACE TEMP MACRO whole_number(content) AS
CASE
    WHEN regexp_full_match(content, '-?[0-9]+') THEN TRY_CAST(content AS BIGINT)
    WHEN regexp_full_match(content, '-?[0-9]+[.]0+') THEN TRY_CAST(split_part(content, '.', 1) AS BIGINT)
END;

-- Amounts in đồng, which has no fractions: dots stand between groups of three digits, 1.250.000; one or two zeros
-- behind a dot (1250.0) are what a decimal number shows of having none
CREATE OR REPLACE TEMP MACRO vnd_amount(content) AS
CASE
    WHEN regexp_full_match(content, '[0-9]+([.]0{1,2})?') THEN TRY_CAST(split_part(content, '.', 1) AS BIGINT)
    WHEN regexp_full_match(content, '[0-9]{1,3}([.][0-9]{3})+') THEN TRY_CAST(replace(content, '.', '') AS BIGINT)
END;

-- A score or a share in hundredths, so that it stays exact: 89,58 and 89.58 are 8958, 92,5 is 9250. Three digits behind
-- a comma or a dot may be a group of thousands, and are left alone.
CREATE OR REPLACE TEMP MACRO hundredths_of(content) AS
CASE
    WHEN regexp_full_match(content, '[0-9]{1,7}([.,][0-9]{1,2})?')
        THEN
            TRY_CAST(regexp_extract(content, '^[0-9]+') AS BIGINT) * 100
            + TRY_CAST(rpad(regexp_extract(content, '[.,]([0-9]+)', 1), 2, '0') AS BIGINT)
END;
