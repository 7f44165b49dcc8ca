-- What is to be judged of each delivery as a whole; the baseline columns are filled day by day
-- grain: delivery · owner: data engineering
CREATE OR REPLACE TEMP TABLE delivery_profile AS
WITH records AS (
    SELECT
        delivery_id,
        count(*) AS readable,
        count(*) FILTER (WHERE {{ has_key }}) AS keyed,
        count(*) FILTER (WHERE {{ is_upsert }}) AS upserts,
        nullif(concat_ws(
            ', '
            {%- for column in required %},
            CASE WHEN count(*) FILTER (WHERE {{ is_upsert }} AND {{ column.is_told }}) = 0 THEN {{ column.name }} END
            {%- endfor %}
        ), '') AS empty_columns,
        to_json({
            {%- for column in required %}
            {{ column.name }}: round(1 - count(*) FILTER (WHERE {{ column.is_told }}) / count(*), 6)
            {{- "," if not loop.last }}
            {%- endfor %}
        }) AS null_shares
    FROM conformed
    GROUP BY delivery_id
),

held AS (
    SELECT
        delivery_id,
        count(*) FILTER (WHERE disposition = 'duplicate') AS duplicate,
        count(*) FILTER (WHERE disposition = 'quarantined') AS quarantined,
        count(*) FILTER (WHERE disposition = 'quarantined' AND record_key IS NULL) AS nameless
    FROM fault
    GROUP BY delivery_id
),

surplus AS (
    SELECT delivery_id, count(*) AS surplus FROM repeat WHERE is_surplus GROUP BY delivery_id
),

torn AS (
    SELECT delivery_id, count(DISTINCT "position") AS unreadable FROM unreadable GROUP BY delivery_id
),

most AS (
    SELECT delivery_id, string_agg(rule_id, ', ' ORDER BY records DESC, rule_id) AS most_broken
    FROM (
        SELECT delivery_id, rule_id, count(*) AS records
        FROM (SELECT delivery_id, unnest(rule_ids) AS rule_id FROM fault)
        GROUP BY delivery_id, rule_id
        QUALIFY row_number() OVER (PARTITION BY delivery_id ORDER BY count(*) DESC, rule_id) <= 3
    )
    GROUP BY delivery_id
)

SELECT
    in_hand.delivery_id,
    in_hand.supplier,
    in_hand.business_day,
    in_hand.version,
    '{{ kind }}' AS kind,
    {{ band }}::DOUBLE AS band,
    reading.refused_because AS read_refusal,
    in_hand.announced,
    reading.received,
    coalesce(torn.unreadable, 0) AS unreadable,
    coalesce(records.readable, 0) AS readable,
    coalesce(held.duplicate, 0) AS duplicate,
    coalesce(held.quarantined, 0) AS quarantined,
    coalesce(held.nameless, 0) AS nameless,
    coalesce(torn.unreadable, 0) + coalesce(held.quarantined, 0) AS bad,
    -- a changes feed may tell of one key many times
    CASE
        WHEN '{{ kind }}' = 'snapshot' THEN coalesce(records.keyed, 0) - coalesce(surplus.surplus, 0)
    END AS keys,
    coalesce(records.upserts, 0) AS upserts,
    records.empty_columns,
    records.null_shares,
    coalesce(most.most_broken, 'unreadable') AS most_broken,
    0::BIGINT AS days_before,
    NULL::DOUBLE AS expected,
    NULL::BIGINT AS keys_before,
    NULL::DATE AS keys_before_on
FROM in_hand
LEFT JOIN reading USING (delivery_id)
LEFT JOIN records USING (delivery_id)
LEFT JOIN held USING (delivery_id)
LEFT JOIN surplus USING (delivery_id)
LEFT JOIN torn USING (delivery_id)
LEFT JOIN most USING (delivery_id);
