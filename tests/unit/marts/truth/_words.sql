-- What the recomputed marts are asked with: the day, the city's facts as they stand in their files, and who owes what.
-- Told from outside: the variables read below, and a table for each feed.
SET TimeZone = 'UTC';
CREATE MACRO today() AS getvariable('day');
CREATE MACRO hanoi(instant) AS instant AT TIME ZONE 'Asia/Ho_Chi_Minh';
CREATE MACRO fact(name) AS TABLE SELECT * FROM read_csv(getvariable('reference') || '/' || name || '.csv', all_varchar = true);

-- how many rows are so, none being 0
CREATE MACRO tally(is_so) AS coalesce(count_if(is_so), 0);

-- a quantile between the two values next to it
CREATE MACRO at_place(sorted, place) AS
    sorted[1 + floor(place)::INTEGER] + (place - floor(place)) * (sorted[1 + ceil(place)::INTEGER] - sorted[1 + floor(place)::INTEGER]);
CREATE MACRO quantile_of(listed, share) AS
    at_place(list_sort(list_filter(listed, lambda x: x IS NOT NULL)), share * (len(list_filter(listed, lambda x: x IS NOT NULL)) - 1));

CREATE TABLE deliveries AS
FROM read_parquet(getvariable('truth') || '/deliveries.parquet') WHERE business_day <= today() AND list_contains(getvariable('collected'), feed);
CREATE MACRO both_registers_are_known() AS (
    SELECT count(DISTINCT feed) = 2 FROM deliveries WHERE state = 'loaded' AND feed IN ('insurance.card', 'population.citizen'));

CREATE TABLE communes AS
SELECT ward_code AS named, district_code, DATE '1900-01-01' AS since, DATE '2025-01-01' AS until FROM fact('hanoi_communes_until_2024-12-31')
UNION ALL SELECT ward_code, district_code, DATE '2025-01-01', DATE '2025-07-01' FROM fact('hanoi_communes_2025-01-01_to_2025-06-30')
UNION ALL SELECT ward_code, NULL, DATE '2025-07-01', DATE '9999-12-31' FROM fact('hanoi_communes_from_2025-07-01');
CREATE MACRO district_on(code, that_day) AS (SELECT any_value(district_code) FROM communes WHERE named = code AND since <= that_day AND that_day < until);
CREATE TABLE districts AS SELECT district_code, DATE '2025-07-01' AS until FROM fact('hanoi_districts_until_2025-06-30');
CREATE MACRO there_are_districts() AS today() < (SELECT max(until) FROM districts);

-- the two spans of a working day, with the seconds of work before them
CREATE TABLE desk_hours AS
WITH span AS (
    SELECT d.day + h.opens AS opens, d.day + h.closes AS closes
    FROM (SELECT unnest(generate_series(DATE '2023-01-02', DATE '2026-12-31', INTERVAL 1 DAY))::DATE AS day) AS d
    CROSS JOIN (VALUES (TIME '07:00', TIME '11:30'), (TIME '13:30', TIME '17:00')) AS h (opens, closes)
    WHERE isodow(d.day) < 6 AND d.day NOT IN (SELECT day::DATE FROM fact('holidays'))
)
SELECT *, coalesce(sum(epoch(closes - opens)) OVER (ORDER BY opens ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS worked_before FROM span;

CREATE TABLE campaign_days AS
SELECT day, (day - first_day + 1)::INTEGER AS day_no, is_assumed
FROM (
    SELECT starts_on IS NULL AS is_assumed, coalesce(starts_on::DATE, today() - length_days::INTEGER + 1) AS first_day,
        unnest(generate_series(first_day, least(coalesce(ends_on::DATE, today()), today()), INTERVAL 1 DAY))::DATE AS day
    FROM fact('campaign') WHERE campaign_code = '60d'
);

-- what each supplier owes on the days of the window so far
CREATE TABLE owed AS
WITH wire AS (
    SELECT feed, first_day::DATE AS first_day, last_day::DATE AS last_day, weekday::INTEGER AS weekday, unnest(CASE suppliers
        WHEN 'communes' THEN (SELECT list('x' || ward_code) FROM fact('hanoi_communes_from_2025-07-01')) ELSE string_split(suppliers, ' ') END) AS supplier
    FROM read_csv(getvariable('facts') || '/feeds.csv', all_varchar = true)
)
SELECT d.day AS business_day, feed, supplier
FROM wire JOIN (SELECT unnest(generate_series(getvariable('first'), today(), INTERVAL 1 DAY))::DATE AS day) AS d
    ON coalesce(first_day <= d.day, true) AND coalesce(last_day >= d.day, true) AND coalesce(weekday = isodow(d.day), true)
WHERE list_contains(getvariable('collected'), feed);
