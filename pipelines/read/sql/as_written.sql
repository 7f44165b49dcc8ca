-- JSON with each number that has a fraction or an exponent in quotes, because parsing would forget how it was written:
-- 2.000910 is a procedure's code, and 2.00E+11 has lost digits that 200000000000 pretends to know
-- owner: data engineering
CREATE OR REPLACE TEMP MACRO numbers_in_quotes(content) AS
CASE
    WHEN regexp_matches(content, ':\s*-?[0-9]+[.eE]')
        THEN regexp_replace(content, '("[^"\\]*"\s*:\s*)(-?[0-9]+[.eE][0-9.eE+-]*)(\s*[,}])', '\1"\2"\3', 'g')
END;

-- NULL where it is no JSON
CREATE OR REPLACE TEMP MACRO as_written(content, in_quotes) AS
CASE WHEN json_valid(in_quotes) THEN in_quotes WHEN json_valid(content) THEN content END;
