-- Which publication this is
-- grain: one row · owner: data engineering
SELECT name, business_day, made_at, run_id, fingerprint
FROM publication.about
