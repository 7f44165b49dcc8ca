-- history.<feed> as the city's own analysts see it: pseudonyms for persons, years for days, no direct identifier.
-- Sorted by what is published: the order of the warehouse's rows would tell the order of the numbers behind the hashes.
-- The row's hash stays behind: who guesses a whole record could prove by it that he guessed right.
-- grain: supplier, key, valid_from · owner: data engineering
CREATE TABLE core.history.{{ table }} AS
SELECT
    {{ published }},
    supplier,
    valid_from,
    valid_to,
    delivery_id
FROM history.{{ table }}
ORDER BY {{ order }}, supplier, valid_from;

CREATE VIEW core.history.{{ current }} AS
SELECT *
FROM history.{{ table }}
WHERE valid_to = {{ open_end }};
