-- The verdicts that stand for the deliveries in hand: a person's word always, the rules' unless all is judged again.
-- What could not be read has no verdict of the rules: whether it can be read is found out each time.
-- handed over in `in_hand`: delivery_id · parameters: feed, rejudge, accepted · grain: delivery
-- owner: data engineering
WITH judged AS (
    SELECT
        delivery.delivery_id,
        from_json(verdict.verdict -> '$.refused_by', '["VARCHAR"]') AS refused_by,
        delivery.refused_because,
        verdict.baseline,
        coalesce(decision.verb = 'accept', false) OR delivery.delivery_id = $accepted AS is_accepted,
        verdict.verdict IS NOT NULL AS is_judged
    FROM ops.delivery
    SEMI JOIN in_hand USING (delivery_id)
    LEFT JOIN ops.verdict USING (delivery_id)
    LEFT JOIN decision USING (delivery_id)
    WHERE delivery.feed = $feed
)

SELECT
    delivery_id,
    if(is_accepted, []::VARCHAR[], refused_by) AS refused_by,
    if(is_accepted, NULL, refused_because) AS refused_because,
    baseline
FROM judged
WHERE is_accepted OR (is_judged AND NOT $rejudge AND NOT list_contains(refused_by, 'delivery.read'))
