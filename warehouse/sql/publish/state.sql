-- The state a publication is made from, as one hash per part: who publishes twice from the same state makes nothing new
-- Instants and runs are left out: the same night once more settles again and changes nothing.
-- grain: part · owner: data engineering
WITH settlement AS (
    SELECT area, business_day, is_settled, note
    FROM ops.settlement
    QUALIFY row_number() OVER (PARTITION BY area, business_day ORDER BY settled_at DESC, rowid DESC) = 1
),

line AS (
    SELECT
        'delivery' AS part,
        json_array(
            delivery_id, state, received, unreadable, duplicate, quarantined, loaded, inserted, changed, unchanged,
            closed, refused_because
        ) AS told
    FROM ops.delivery
    UNION ALL
    SELECT 'due', json_array(feed, supplier, business_day, due_at, state)
    FROM ops.due
    UNION ALL
    SELECT 'quarantine', json_array(delivery_id, state, rule_ids, count(*))
    FROM quarantine.record
    GROUP BY delivery_id, state, rule_ids
    UNION ALL
    SELECT 'warning', json_array(delivery_id, rule_id, records)
    FROM ops.warning
    UNION ALL
    SELECT 'settlement', json_array(area, business_day, is_settled, note)
    FROM settlement
)

SELECT
    part,
    md5(string_agg(told::VARCHAR, chr(10) ORDER BY told::VARCHAR)) AS hashed
FROM line
GROUP BY part
ORDER BY part
