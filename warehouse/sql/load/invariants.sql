-- Broken invariants of the deliveries just entered, one row each with the number of violations; none when all holds
-- owner: data engineering
WITH line AS (
    SELECT delivery.* FROM ops.delivery SEMI JOIN entered USING (delivery_id)
),

broken AS (
    SELECT 'received = unreadable + duplicate + quarantined + loaded' AS invariant, count(*) AS violations
    FROM line
    WHERE received IS DISTINCT FROM unreadable + duplicate + quarantined + loaded
    UNION ALL
    SELECT 'loaded = inserted + changed + unchanged', count(*)
    FROM line
    WHERE loaded IS DISTINCT FROM inserted + changed + unchanged OR unchanged < 0
    UNION ALL
    SELECT 'loaded = good records', count(*)
    FROM line
    LEFT JOIN (SELECT delivery_id, count(*) AS records FROM scratch.good GROUP BY delivery_id) AS good
        USING (delivery_id)
    WHERE line.loaded IS DISTINCT FROM coalesce(good.records, 0)
    UNION ALL
    SELECT 'quarantined = records in quarantine', count(*)
    FROM line
    LEFT JOIN (
        SELECT delivery_id, count(*) AS records FROM quarantine.record WHERE state = 'open' GROUP BY delivery_id
    ) AS held
        USING (delivery_id)
    WHERE line.quarantined IS DISTINCT FROM coalesce(held.records, 0)
    UNION ALL
    SELECT 'unreadable = unreadable places', count(*)
    FROM line
    LEFT JOIN (
        SELECT delivery_id, count(DISTINCT position) AS records FROM quarantine.unreadable GROUP BY delivery_id
    ) AS held
        USING (delivery_id)
    WHERE line.unreadable IS DISTINCT FROM coalesce(held.records, 0)
    UNION ALL
    SELECT 'one ledger line per delivery', count(*)
    FROM (SELECT delivery_id FROM ops.delivery GROUP BY delivery_id HAVING count(*) > 1)
    UNION ALL
    SELECT 'no open item of a delivery that is not loaded', count(*)
    FROM quarantine.record
    WHERE
        record.feed = '{{ feed }}'
        AND record.state = 'open'
        AND record.delivery_id NOT IN (SELECT delivery_id FROM ops.delivery WHERE state = 'loaded')
    UNION ALL
    SELECT 'one loaded version per supplier and day', count(*)
    FROM (
        SELECT supplier, business_day
        FROM ops.delivery
        WHERE feed = '{{ feed }}' AND state = 'loaded'
        GROUP BY ALL
        HAVING count(*) > 1
    )
    UNION ALL
    SELECT 'a version stands again where the one that had replaced it leaves', count(*)
    FROM (
        SELECT supplier, business_day
        FROM ops.delivery
        SEMI JOIN leaving USING (supplier, business_day)
        WHERE feed = '{{ feed }}' AND state IN ('loaded', 'superseded')
        GROUP BY ALL
        HAVING count(*) FILTER (WHERE state = 'loaded') = 0
    )
    {% if kind == 'events' %}
    UNION ALL
    SELECT 'one event of a key', count(*)
    FROM (
        SELECT supplier
        FROM history.{{ table }}
        SEMI JOIN touched USING (supplier, {{ key }})
        GROUP BY supplier, {{ key }}
        HAVING count(*) > 1
    )
    {% else %}
    UNION ALL
    SELECT 'one version of a key at a time', count(*)
    FROM (
        SELECT
            valid_from,
            valid_to,
            lead(valid_from) OVER (PARTITION BY supplier, {{ key }} ORDER BY valid_from) AS next_from
        FROM history.{{ table }}
        SEMI JOIN touched USING (supplier, {{ key }})
    )
    WHERE valid_from >= valid_to OR next_from < valid_to
    {% endif %}
)

SELECT invariant, violations FROM broken WHERE violations > 0;
