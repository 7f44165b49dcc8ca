-- history.<feed> of an events feed as the city's own analysts see it: pseudonyms for persons, no direct identifier.
-- An event has no validity; business_day is that of the delivery that tells it. Sorted by what is published and without
-- the row's hash, as for the other feeds.
-- grain: supplier, key · owner: data engineering
CREATE TABLE core.history.{{ table }} AS
SELECT
    {{ published }},
    supplier,
    business_day,
    delivery_id
FROM history.{{ table }}
ORDER BY {{ order }}, supplier;

CREATE VIEW core.history.{{ current }} AS
SELECT *
FROM history.{{ table }};
