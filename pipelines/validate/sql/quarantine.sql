-- The held records of one layout's deliveries, whole, as the supplier sent them
-- grain: record · owner: data engineering
INSERT INTO quarantined BY NAME
SELECT
    fault.delivery_id,
    delivery.feed,
    delivery.supplier,
    delivery.business_day,
    fault."position",
    fault.record_key,
    fault.rule_ids,
    fault.reasons,
    to_json(struct_pack({{ payload }})) AS payload
FROM fault
INNER JOIN delivery ON fault.delivery_id = delivery.delivery_id
INNER JOIN {{ raw }} AS source ON fault.delivery_id = source.delivery_id AND fault."position" = source."position"
WHERE
    fault.disposition = 'quarantined'
    AND delivery.state = 'good'
    AND delivery.layout = {{ layout }}
ORDER BY delivery.business_day, delivery.supplier, fault.delivery_id, fault."position";
