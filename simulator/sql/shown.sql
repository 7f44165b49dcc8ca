-- The records of feeds sent the general way, each in the deliveries it belongs to.
-- grain of shown: one row per record of a regular delivery
CREATE TABLE shown AS
WITH standing AS (
    SELECT d.feed, d.supplier, d.day AS business_day, r.* EXCLUDE (feed, supplier)
    FROM delivery AS d JOIN regular AS r ON r.feed = d.feed AND r.supplier = d.supplier AND r.day <= d.day AND d.day < r.until
    WHERE d.kind = 'snapshot'
), changed AS (
    SELECT r.feed, r.supplier, greatest(r.day, getvariable('first')) AS business_day, r.* EXCLUDE (feed, supplier)
    FROM regular AS r
    WHERE r.until IS NULL AND r.day <= getvariable('last') AND r.feed IN (SELECT feed FROM delivery WHERE kind = 'changes')
    -- the first day tells how everything stands, the others what changed
    QUALIFY r.day > getvariable('first') OR NOT r.is_delete AND row_number() OVER (
        PARTITION BY r.feed, r.supplier, r.record_key, r.day > getvariable('first') ORDER BY r.told_at DESC) = 1
), happened AS (
    SELECT r.feed, r.supplier, greatest(r.day, getvariable('first')) AS business_day, r.* EXCLUDE (feed, supplier)
    FROM regular AS r
    WHERE r.until IS NULL AND r.day <= getvariable('last') AND r.feed IN (SELECT feed FROM delivery WHERE kind = 'events')
)
SELECT *, row_number() OVER (ORDER BY feed, supplier, business_day, record_key, told_at) AS id
FROM (FROM standing UNION ALL FROM changed UNION ALL FROM happened);
