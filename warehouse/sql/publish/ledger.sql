-- What does not hold in ledger and quarantine; no row when all does
-- grain: check and place · owner: data engineering
WITH line AS (
    SELECT
        *,
        concat_ws(' ', feed, supplier, business_day, delivery_id) AS place,
        state IN ('loaded', 'superseded', 'withdrawn') AND loaded_at IS NOT NULL AS was_loaded
    FROM ops.delivery
),

-- a record that was held and passed when its delivery was taken through again is counted as loaded
held AS (
    SELECT delivery_id, count(*) AS records
    FROM quarantine.record
    WHERE resolved_by IS DISTINCT FROM delivery_id
    GROUP BY delivery_id
),

said AS (
    SELECT delivery_id, last(outcome ORDER BY attempted_at, rowid) AS verb
    FROM ops.attempt
    WHERE step = 'decision'
    GROUP BY delivery_id
),

torn AS (
    SELECT delivery_id, count(DISTINCT position) AS records FROM quarantine.unreadable GROUP BY delivery_id
)

SELECT
    'ledger.received' AS "check",
    place AS "where",
    format(
        '{} received are not {} unreadable, {} duplicate, {} quarantined and {} loaded',
        coalesce(received, -1), coalesce(unreadable, -1), coalesce(duplicate, -1), coalesce(quarantined, -1),
        coalesce(loaded, -1)
    ) AS what
FROM line
WHERE was_loaded AND (received = unreadable + duplicate + quarantined + loaded) IS NOT TRUE
UNION ALL
SELECT
    'ledger.loaded',
    place,
    format(
        '{} loaded are not {} inserted, {} changed and {} unchanged',
        coalesce(loaded, -1), coalesce(inserted, -1), coalesce(changed, -1), coalesce(unchanged, -1)
    )
FROM line
WHERE was_loaded AND (loaded = inserted + changed + unchanged AND least(inserted, changed, unchanged) >= 0) IS NOT TRUE
UNION ALL
SELECT 'ledger.never_loaded', place, format('a line in state {} that was never loaded has counts', state)
FROM line
WHERE
    NOT was_loaded
    AND coalesce(
        received, unreadable, duplicate, quarantined, loaded, inserted, changed, unchanged, closed
    ) IS NOT NULL
UNION ALL
SELECT 'ledger.state', place, format('the state {} with loaded_at {}', state, coalesce(loaded_at::VARCHAR, 'empty'))
FROM line
WHERE
    state NOT IN ('landed', 'refused', 'loaded', 'superseded', 'withdrawn')
    OR (state = 'loaded') > (loaded_at IS NOT NULL)
    OR (state IN ('landed', 'refused') AND loaded_at IS NOT NULL)
UNION ALL
SELECT 'ledger.one_line', min(place), format('{} lines for one delivery', count(*))
FROM line
GROUP BY delivery_id
HAVING count(*) > 1
UNION ALL
SELECT
    'ledger.one_loaded_version',
    concat_ws(' ', feed, supplier, business_day),
    format('{} versions are loaded at once', count(*))
FROM line
WHERE state = 'loaded'
GROUP BY feed, supplier, business_day
HAVING count(*) > 1
UNION ALL
SELECT 'ledger.decision', line.place, format('a person said {}, and it is {}', said.verb, line.state)
FROM line
INNER JOIN said USING (delivery_id)
WHERE
    NOT list_contains(
        CASE said.verb
            WHEN 'accept' THEN ['loaded', 'superseded']
            WHEN 'reject' THEN ['refused']
            ELSE ['withdrawn']
        END,
        line.state
    )
UNION ALL
SELECT
    'quarantine.records',
    coalesce(line.place, held.delivery_id),
    format('{} records in quarantine, {} in the ledger', coalesce(held.records, 0), coalesce(line.quarantined, 0))
FROM line
FULL JOIN held USING (delivery_id)
WHERE coalesce(held.records, 0) <> coalesce(line.quarantined, 0)
UNION ALL
SELECT
    'quarantine.unreadable',
    coalesce(line.place, torn.delivery_id),
    format('{} unreadable places, {} in the ledger', coalesce(torn.records, 0), coalesce(line.unreadable, 0))
FROM line
FULL JOIN torn USING (delivery_id)
WHERE coalesce(torn.records, 0) <> coalesce(line.unreadable, 0)
ORDER BY ALL
