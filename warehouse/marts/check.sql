-- Sums that must hold in the marts of a publication, one row for each that is broken; none when all holds
-- owner: data engineering
WITH insurance AS (
    SELECT
        *,
        district_code = 'all' AS is_all_districts,
        object_group = 'all' AS is_all_groups
    FROM {{ catalog }}.mart.insurance_sync
),

district_line AS (
    SELECT
        district_code,
        sum(cards) FILTER (WHERE NOT is_all_groups) AS cards,
        sum(matched) FILTER (WHERE NOT is_all_groups) AS matched,
        max(cards) FILTER (WHERE is_all_groups) AS cards_told,
        max(matched) FILTER (WHERE is_all_groups) AS matched_told,
        count(*) FILTER (WHERE is_suppressed) AS hidden
    FROM insurance
    GROUP BY district_code
),

group_line AS (
    SELECT
        object_group,
        sum(cards) FILTER (WHERE NOT is_all_districts) AS cards,
        sum(matched) FILTER (WHERE NOT is_all_districts) AS matched,
        max(cards) FILTER (WHERE is_all_districts) AS cards_told,
        max(matched) FILTER (WHERE is_all_districts) AS matched_told,
        count(*) FILTER (WHERE is_suppressed) AS hidden
    FROM insurance
    GROUP BY object_group
),

card_line AS (
    SELECT * EXCLUDE (district_code) FROM district_line
    UNION ALL
    SELECT * EXCLUDE (object_group) FROM group_line
),

dossier AS (
    SELECT * FROM {{ catalog }}.mart.dossier_on_time
),

delivery_day AS (
    SELECT
        feed,
        supplier,
        count(*) AS due,
        coalesce(sum(received), 0) AS received,
        coalesce(sum(loaded), 0) AS loaded
    FROM {{ catalog }}.mart.delivery_quality_day
    GROUP BY feed, supplier
),

quality AS (
    SELECT * FROM {{ catalog }}.mart.delivery_quality
),

by_rule AS (
    SELECT feed, supplier, sum(records) AS records
    FROM {{ catalog }}.mart.delivery_quality_rule
    WHERE severity = 'critical' AND rule_id <> 'unreadable'
    GROUP BY feed, supplier
),

owed AS (
    SELECT
        business_day,
        feed,
        count(*) AS expected,
        count(*) FILTER (WHERE state IN ('loaded', 'late')) AS loaded
    FROM {{ catalog }}.mart.delivery_quality_day
    GROUP BY business_day, feed
),

scorecard AS (
    SELECT * FROM {{ catalog }}.mart.project06_scorecard
),

there_is AS (
    SELECT table_name, column_name
    FROM duckdb_columns()
    WHERE database_name = {{ named }} AND schema_name = 'mart'
),

broken AS (
    SELECT 'insurance_sync: matched <= cards and matched_share = matched / cards' AS invariant, count(*) AS violations
    FROM insurance
    WHERE NOT is_suppressed AND (matched <= cards AND abs(matched_share - matched / cards) < 1e-9) IS NOT TRUE
    UNION ALL
    SELECT 'insurance_sync: nothing below {{ smallest }} is published', count(*)
    FROM insurance
    WHERE least(cards, matched, cards - matched) < {{ smallest }}
    UNION ALL
    SELECT 'insurance_sync: a withheld cell holds no figure', count(*)
    FROM insurance
    WHERE is_suppressed AND (cards IS NOT NULL OR matched IS NOT NULL OR matched_share IS NOT NULL)
    UNION ALL
    SELECT 'insurance_sync: the parts of a line come to its total', count(*)
    FROM card_line
    WHERE hidden = 0 AND (cards = cards_told AND matched = matched_told) IS NOT TRUE
    UNION ALL
    SELECT 'insurance_sync: the parts of a line come to no more than its total', count(*)
    FROM card_line
    WHERE cards > cards_told OR matched > matched_told
    UNION ALL
    SELECT 'insurance_sync: no line hides a single cell', count(*)
    FROM card_line
    WHERE hidden = 1
    UNION ALL
    SELECT 'dossier_on_time: finished = early + on_time + late', count(*)
    FROM dossier
    WHERE finished IS DISTINCT FROM early + on_time + late
    UNION ALL
    SELECT 'dossier_on_time: on_time_share = (early + on_time) / finished', count(*)
    FROM dossier
    WHERE
        (finished = 0) <> (on_time_share IS NULL)
        OR abs(on_time_share - (early + on_time) / finished) > 1e-9
    UNION ALL
    SELECT 'dossier_on_time: processing_late <= processing and nothing is negative', count(*)
    FROM dossier
    WHERE
        processing_late > processing
        OR least(received, finished, early, on_time, late, processing, processing_late, paused) < 0
    UNION ALL
    SELECT 'delivery_quality: due = arrived + missing', count(*)
    FROM quality
    WHERE due IS DISTINCT FROM arrived + missing
    UNION ALL
    SELECT 'delivery_quality: received = unreadable + duplicate + quarantined + loaded', count(*)
    FROM quality
    WHERE received IS DISTINCT FROM unreadable + duplicate + quarantined + loaded
    UNION ALL
    SELECT 'delivery_quality: the sum of its days', count(*)
    FROM quality
    FULL JOIN delivery_day USING (feed, supplier)
    WHERE
        quality.due IS DISTINCT FROM delivery_day.due
        OR quality.received IS DISTINCT FROM delivery_day.received
        OR quality.loaded IS DISTINCT FROM delivery_day.loaded
    UNION ALL
    SELECT 'delivery_quality_rule: every quarantined record broke a rule', count(*)
    FROM quality
    LEFT JOIN by_rule USING (feed, supplier)
    WHERE quality.quarantined > coalesce(by_rule.records, 0)
    UNION ALL
    SELECT 'coverage: expected = loaded + missing + refused, and late are loaded', count(*)
    FROM {{ catalog }}.mart.coverage
    WHERE expected IS DISTINCT FROM loaded + missing + refused OR late > loaded
    UNION ALL
    SELECT 'coverage: what was due on the day', count(*)
    FROM {{ catalog }}.mart.coverage AS covered
    FULL JOIN owed USING (business_day, feed)
    WHERE covered.expected IS DISTINCT FROM owed.expected OR covered.loaded IS DISTINCT FROM owed.loaded
    UNION ALL
    SELECT 'project06_scorecard: one row per indicator', count(*) - count(DISTINCT indicator)
    FROM scorecard
    UNION ALL
    SELECT 'project06_scorecard: a share is between 0 and 1, and a figure that is missing has a note', count(*)
    FROM scorecard
    WHERE share NOT BETWEEN 0 AND 1 OR (value IS NULL AND note IS NULL)
    UNION ALL
    SELECT 'project06_scorecard: insurance_synchronised is the total of insurance_sync', count(*)
    FROM scorecard
    LEFT JOIN insurance ON insurance.is_all_districts AND insurance.is_all_groups
    WHERE scorecard.indicator = 'insurance_synchronised' AND scorecard.value IS DISTINCT FROM insurance.matched
    UNION ALL
    SELECT 'dictionary: every column of a mart once', count(*)
    FROM there_is
    FULL JOIN (
        SELECT table_name, column_name, count(*) AS times
        FROM {{ catalog }}.mart.dictionary
        WHERE schema_name = 'mart'
        GROUP BY table_name, column_name
    ) AS told USING (table_name, column_name)
    WHERE told.times IS DISTINCT FROM 1 OR there_is.column_name IS NULL
)

SELECT invariant, violations FROM broken WHERE violations > 0 ORDER BY invariant
