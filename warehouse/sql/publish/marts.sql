-- What does not hold between the marts of a publication, their keys and its ledger; no row when all does. The sums
-- within the marts are asked beside the marts. Runs with the published file as catalog.
-- grain: check and place · owner: data engineering
WITH placed AS (
    SELECT 'project06_scorecard' AS mart, indicator AS place FROM mart.project06_scorecard
    UNION ALL
    SELECT 'scorecard_day', concat_ws(' ', business_day, indicator) FROM mart.scorecard_day
    UNION ALL
    SELECT 'insurance_sync', concat_ws(' ', as_of, district_code, object_group) FROM mart.insurance_sync
    UNION ALL
    SELECT 'citizens_by_commune', concat_ws(' ', as_of, map, commune_code) FROM mart.citizens_by_commune
    UNION ALL
    SELECT 'dossier_on_time', concat_ws(' ', business_day, supplier, field) FROM mart.dossier_on_time
    UNION ALL
    SELECT 'dossier_channel', concat_ws(' ', business_day, supplier, channel) FROM mart.dossier_channel
    UNION ALL
    SELECT 'digital_signature', concat_ws(' ', as_of, provider) FROM mart.digital_signature
    UNION ALL
    SELECT 'facility_lookup', concat_ws(' ', as_of, facility_code) FROM mart.facility_lookup
    UNION ALL
    SELECT 'procedure_catalogue', concat_ws(' | ', as_of, agency, level, field, coalesce(bottleneck_no, 0))
    FROM mart.procedure_catalogue
    UNION ALL
    SELECT 'satisfaction', concat_ws(' ', as_of, supplier, period, criterion) FROM mart.satisfaction
    UNION ALL
    SELECT 'reform_index', concat_ws(' ', as_of, index_name, year) FROM mart.reform_index
    UNION ALL
    SELECT 'portal_difference', concat_ws(' ', as_of, supplier) FROM mart.portal_difference
    UNION ALL
    SELECT 'id_application', concat_ws(' ', as_of, district_code, kind) FROM mart.id_application
    UNION ALL
    SELECT 'eid_account', concat_ws(' ', as_of, level, age_group) FROM mart.eid_account
    UNION ALL
    SELECT 'welfare_account', concat_ws(' ', as_of, district_code, kind) FROM mart.welfare_account
    UNION ALL
    SELECT 'welfare_exempt', concat_ws(' ', as_of, kind) FROM mart.welfare_exempt
    UNION ALL
    SELECT 'welfare_time', concat_ws(' ', as_of, district_code, age_group) FROM mart.welfare_time
    UNION ALL
    SELECT 'procedure_day', concat_ws(' ', business_day, agency, coalesce(bottleneck_no, 0)) FROM mart.procedure_day
    UNION ALL
    SELECT 'campaign', concat_ws(' ', business_day, unit, indicator) FROM mart.campaign
    UNION ALL
    SELECT 'reconciliation', concat_ws(' ', as_of, rule_id, unit) FROM mart.reconciliation
    UNION ALL
    SELECT 'delivery_quality', concat_ws(' ', feed, supplier) FROM mart.delivery_quality
    UNION ALL
    SELECT 'delivery_quality_day', concat_ws(' ', feed, supplier, business_day) FROM mart.delivery_quality_day
    UNION ALL
    SELECT 'delivery_quality_rule', concat_ws(' ', feed, supplier, severity, rule_id) FROM mart.delivery_quality_rule
    UNION ALL
    SELECT 'coverage', concat_ws(' ', business_day, area, feed) FROM mart.coverage
    UNION ALL
    SELECT 'dictionary', concat_ws(' ', schema_name, table_name, column_name) FROM mart.dictionary
),

repeated AS (
    SELECT mart, place FROM placed GROUP BY mart, place HAVING count(*) > 1
),

owed AS (
    SELECT feed, supplier, count(*) AS due
    FROM ops.due
    WHERE business_day <= (SELECT business_day FROM publication.about)
    GROUP BY feed, supplier
),

entered AS (
    SELECT
        delivery.feed,
        delivery.supplier,
        sum(delivery.received) AS received,
        sum(delivery.unreadable) AS unreadable,
        sum(delivery.duplicate) AS duplicate,
        sum(delivery.quarantined) AS quarantined,
        sum(delivery.loaded) AS loaded
    FROM ops.delivery
    SEMI JOIN ops.due USING (feed, supplier, business_day)
    WHERE delivery.state = 'loaded' AND delivery.business_day <= (SELECT business_day FROM publication.about)
    GROUP BY delivery.feed, delivery.supplier
),

told AS (
    SELECT
        feed,
        supplier,
        quality.due,
        owed.due AS due_owed,
        [quality.received, quality.unreadable, quality.duplicate, quality.quarantined, quality.loaded] AS counts,
        [
            coalesce(entered.received, 0), coalesce(entered.unreadable, 0), coalesce(entered.duplicate, 0),
            coalesce(entered.quarantined, 0), coalesce(entered.loaded, 0)
        ] AS counts_entered
    FROM mart.delivery_quality AS quality
    FULL JOIN owed USING (feed, supplier)
    LEFT JOIN entered USING (feed, supplier)
)

SELECT 'marts.key' AS "check", mart AS "where", format('{} keys stand there more than once', count(*)) AS what
FROM repeated
GROUP BY mart
UNION ALL
SELECT 'marts.empty', mart, 'it has no rows'
FROM unnest(['project06_scorecard', 'delivery_quality', 'delivery_quality_day', 'coverage', 'dictionary']) AS _ (mart)
WHERE mart NOT IN (SELECT placed.mart FROM placed)
UNION ALL
SELECT
    'marts.ledger',
    concat_ws(' ', 'delivery_quality', feed, supplier),
    'what it counts is not what the ledger counts'
FROM told
WHERE due IS DISTINCT FROM due_owed OR counts IS DISTINCT FROM counts_entered
ORDER BY ALL
