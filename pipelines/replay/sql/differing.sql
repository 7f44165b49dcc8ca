-- How many rows of a table only one of the two warehouses has
-- grain: one row · owner: data engineering
SELECT
    (
        SELECT count(*)
        FROM (
            SELECT {{ columns }} FROM city.{{ table }} WHERE {{ only }}
            EXCEPT ALL
            SELECT {{ columns }} FROM rebuilt.{{ table }} WHERE {{ only }}
        )
    ) AS gone,
    (
        SELECT count(*)
        FROM (
            SELECT {{ columns }} FROM rebuilt.{{ table }} WHERE {{ only }}
            EXCEPT ALL
            SELECT {{ columns }} FROM city.{{ table }} WHERE {{ only }}
        )
    ) AS new
