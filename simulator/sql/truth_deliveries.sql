-- Every delivery really offered, and what a faultless reader counts in it.
-- grain: one row per feed, supplier, business day and version
CREATE TABLE counted AS
WITH record AS (
    SELECT 'population.citizen' AS feed, 'bca' AS supplier, business_day, 1 AS version, outcome FROM sent_citizen
    UNION ALL
    SELECT 'insurance.card', 'bhxh', business_day, 1, outcome FROM sent_card
    UNION ALL
    SELECT 'procedures.dossier', supplier, business_day, version, outcome FROM sent_dossier
    UNION ALL
    SELECT feed, supplier, business_day, version, outcome FROM sent
), plain_card AS (
    SELECT d.day, count(*) - count(DISTINCT s.id) AS n
    FROM delivery AS d
    JOIN regular_card AS c ON d.day >= c.shown_from AND d.day < c.shown_to
    LEFT JOIN (SELECT DISTINCT business_day, id FROM sent_card) AS s ON s.business_day = d.day AND s.id = c.id
    WHERE d.feed = 'insurance.card' GROUP BY d.day
)
SELECT
    d.feed, d.supplier, d.day AS business_day, coalesce(r.version, 1) AS version,
    coalesce(any_value(p.n), 0) + count(r.outcome) AS received,
    count(*) FILTER (r.outcome = 'unreadable') AS unreadable,
    count(*) FILTER (r.outcome = 'duplicate') AS duplicate,
    count(*) FILTER (r.outcome = 'quarantined') AS quarantined,
    coalesce(any_value(p.n), 0) + count(*) FILTER (r.outcome = 'loaded') AS loaded
FROM delivery AS d
LEFT JOIN record AS r ON r.feed = d.feed AND r.supplier = d.supplier AND r.business_day = d.day
LEFT JOIN plain_card AS p ON d.feed = 'insurance.card' AND p.day = d.day
GROUP BY ALL;

CREATE TABLE offered AS
WITH struck AS (
    SELECT r.feed, r.supplier, r.day, k.effect FROM requested AS r JOIN fact(getvariable('facts'), 'delivery_faults') AS k USING (fault)
), judged AS (
    SELECT c.*, CASE
        WHEN s.effect = 'refused' THEN 'refused'
        WHEN c.version < max(c.version) OVER (PARTITION BY c.feed, c.supplier, c.business_day) THEN 'superseded'
        ELSE 'loaded' END AS state
    FROM counted AS c LEFT JOIN struck AS s ON s.feed = c.feed AND s.supplier = c.supplier AND s.day = c.business_day
    WHERE s.effect IS DISTINCT FROM 'missing'
)
SELECT
    feed, supplier, business_day, version::INTEGER AS version, state,
    CASE WHEN state = 'loaded' THEN received END::BIGINT AS received,
    CASE WHEN state = 'loaded' THEN unreadable END::BIGINT AS unreadable,
    CASE WHEN state = 'loaded' THEN duplicate END::BIGINT AS duplicate,
    CASE WHEN state = 'loaded' THEN quarantined END::BIGINT AS quarantined,
    CASE WHEN state = 'loaded' THEN loaded END::BIGINT AS loaded
FROM judged;
