-- Communes since July 2025 at their centres, with citizens and cards; withheld ones have a place and no figures
-- grain: commune · owner: data engineering
SELECT
    [here.commune_name, here.commune_name] AS commune, here.citizens, here.cards,
    here.cards / nullif(here.citizens, 0) AS cards_per_citizen, here.is_suppressed,
    known.longitude, known.latitude
FROM mart.citizens_by_commune AS here
INNER JOIN reference.place AS known
    ON known.level = 'commune' AND known.valid_from = DATE '2025-07-01' AND here.commune_code = known.place_code
WHERE here.map = 'new'
ORDER BY here.citizens DESC NULLS LAST, here.commune_code
