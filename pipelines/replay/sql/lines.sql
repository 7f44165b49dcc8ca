-- The deliveries a replay has in hand: those that were chosen, and the other versions of their days, which stand again
-- where a chosen one does not. What a person took out is no part of it.
-- parameters: the choice; with_refused: what the rules refused is chosen too; whole_days: every version of the chosen
-- days is in hand; accepted, struck: the delivery a person is deciding on · grain: delivery · owner: data engineering
WITH line AS (
    SELECT
        delivery.*,
        (
            delivery.state IN ('loaded', 'landed')
            OR (
                delivery.state = 'refused'
                AND ($with_refused OR contains(coalesce(verdict.verdict ->> '$.refused_by', ''), 'delivery.read"'))
            )
        )
        AND ($deliveries IS NULL OR list_contains($deliveries::VARCHAR[], delivery.delivery_id))
        AND ($states IS NULL OR list_contains($states::VARCHAR[], delivery.state))
        AND (
            NOT $held_only
            OR delivery.delivery_id IN (SELECT record.delivery_id FROM quarantine.record WHERE record.state = 'open')
        ) AS is_chosen
    FROM ops.delivery
    LEFT JOIN ops.verdict USING (delivery_id)
    LEFT JOIN decision USING (delivery_id)
    WHERE
        list_contains($feeds::VARCHAR[], delivery.feed)
        AND (
            (delivery.state <> 'withdrawn' AND coalesce(decision.verb, 'accept') = 'accept')
            OR delivery.delivery_id = $accepted
        )
        AND delivery.delivery_id IS DISTINCT FROM $struck
        AND ($first::DATE IS NULL OR delivery.business_day >= $first::DATE)
        AND ($last::DATE IS NULL OR delivery.business_day <= $last::DATE)
        AND ($supplier IS NULL OR delivery.supplier = $supplier)
)

SELECT delivery_id, feed, supplier, business_day, version, state, loaded, quarantined, is_chosen
FROM line
WHERE
    $whole_days
    OR (feed, supplier, business_day) IN (SELECT (feed, supplier, business_day) FROM line WHERE is_chosen)
ORDER BY feed, business_day, supplier, version
