-- Which publication this is, and since when there are no districts on its day
-- grain: one row · owner: data engineering
SELECT
    name, business_day, made_at, run_id, fingerprint,
    (
        SELECT max(valid_to) FROM reference.place
        WHERE level = 'district'
        HAVING max(valid_to) <= about.business_day
    ) AS no_districts_since
FROM publication.about
