-- The tables the load reads
-- owner: data engineering

CREATE OR REPLACE TABLE delivery AS
SELECT
    in_hand.* EXCLUDE (announced),
    CASE WHEN refusal.delivery_id IS NULL THEN profile.received END AS received,
    CASE WHEN refusal.delivery_id IS NULL THEN profile.unreadable END AS unreadable,
    CASE WHEN refusal.delivery_id IS NULL THEN profile.duplicate END AS duplicate,
    CASE WHEN refusal.delivery_id IS NULL THEN profile.quarantined END AS quarantined,
    CASE
        WHEN refusal.delivery_id IS NULL THEN profile.readable - profile.duplicate - profile.quarantined
    END AS loaded,
    CASE WHEN refusal.delivery_id IS NULL THEN 'good' ELSE 'refused' END AS state,
    refusal.refused_because,
    refusal.delivery_id IS NULL AND profile.unreadable = 0 AND profile.nameless = 0 AS is_complete,
    json_object(
        'judged_at', strftime($at::TIMESTAMPTZ, '%Y-%m-%dT%H:%M:%SZ'),
        'refused_by', coalesce(refusal.rule_ids, []),
        'rules_asked', $rules_asked::BIGINT,
        'received', profile.received,
        'unreadable', profile.unreadable,
        'duplicate', profile.duplicate,
        'quarantined', profile.quarantined,
        'keys', profile.keys,
        'null_shares', profile.null_shares
    ) AS verdict,
    json_object(
        'days_before', profile.days_before,
        'expected', profile.expected,
        'band', profile.band,
        'keys_before', profile.keys_before,
        'keys_before_on', profile.keys_before_on
    ) AS baseline
FROM in_hand
INNER JOIN delivery_profile AS profile USING (delivery_id)
LEFT JOIN refusal USING (delivery_id)
ORDER BY in_hand.business_day, in_hand.supplier, in_hand.version;

-- a view, because the load reads each column it needs once, and eight million hashes need not be written first
CREATE OR REPLACE VIEW good AS
SELECT
    told.*,
    {{ row_hash }} AS row_hash
FROM (
    SELECT
        conformed.delivery_id,
        conformed.supplier,
        conformed.business_day,
        conformed.version,
        conformed."position",
        {{ content }}
    FROM conformed
    ANTI JOIN fault USING (delivery_id, "position")
    SEMI JOIN (SELECT delivery_id FROM delivery WHERE state = 'good') AS accepted USING (delivery_id)
) AS told;

CREATE OR REPLACE TABLE quarantined (
    delivery_id VARCHAR,
    feed VARCHAR,
    supplier VARCHAR,
    business_day DATE,
    "position" BIGINT,
    record_key VARCHAR,
    rule_ids VARCHAR[],
    reasons VARCHAR[],
    payload JSON
);

-- keys a delivery does not speak of, because their record is held
CREATE OR REPLACE TABLE silent AS
SELECT conformed.delivery_id, {{ silent_key }}
FROM conformed
SEMI JOIN (FROM fault WHERE disposition = 'quarantined') AS held USING (delivery_id, "position")
SEMI JOIN (SELECT delivery_id FROM delivery WHERE state = 'good') AS accepted USING (delivery_id)
WHERE {{ has_key }};

CREATE OR REPLACE TABLE warnings AS
SELECT counted.delivery_id, counted.rule_id, count(*) AS count
FROM (
    SELECT broken.delivery_id, broken."position", unnest(broken.rule_ids) AS rule_id
    FROM broken
    ANTI JOIN fault USING (delivery_id, "position")
) AS counted
INNER JOIN rule ON counted.rule_id = rule.rule_id AND rule.severity = 'warning'
SEMI JOIN (SELECT delivery_id FROM delivery WHERE state = 'good') AS accepted USING (delivery_id)
GROUP BY ALL
ORDER BY ALL;
