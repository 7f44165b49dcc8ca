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
    HAVING count(*) FILTER (WHERE NOT is_all_groups) > 0
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
    HAVING count(*) FILTER (WHERE NOT is_all_districts) > 0
),

-- lines of a total and its parts; on a day without districts a group is its total alone, which adds nothing up
card_line AS (
    SELECT * EXCLUDE (district_code) FROM district_line
    UNION ALL
    SELECT * EXCLUDE (object_group) FROM group_line
),

-- the rows of a map but the city's total; `withheld` stands for those that are withheld
commune AS (
    SELECT * FROM {{ catalog }}.mart.citizens_by_commune WHERE commune_code <> 'all'
),

commune_map AS (
    SELECT
        map,
        max(all_of.citizens) AS citizens_told,
        max(all_of.cards) AS cards_told,
        coalesce(sum(commune.citizens), 0) AS citizens,
        coalesce(sum(commune.cards), 0) AS cards,
        count(*) FILTER (WHERE commune.is_suppressed) AS hidden,
        count(*) FILTER (WHERE commune.commune_code = 'withheld') AS told_of_hidden
    FROM {{ catalog }}.mart.citizens_by_commune AS all_of
    LEFT JOIN commune USING (map)
    WHERE all_of.commune_code = 'all'
    GROUP BY map
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

facility AS (
    SELECT * FROM {{ catalog }}.mart.facility_lookup
),

procedure AS (
    SELECT * FROM {{ catalog }}.mart.procedure_catalogue
),

answered AS (
    SELECT * FROM {{ catalog }}.mart.satisfaction
),

answered_once AS (
    SELECT supplier, period, sum(scores) AS scores, sum(satisfied) AS satisfied, sum(partly) AS partly
    FROM answered
    WHERE criterion <> 'all'
    GROUP BY supplier, period
),

-- the marts of people with their two axes and their disjoint parts in one form
person_cell AS (
    SELECT
        'id_application' AS mart, district_code AS row_code, kind AS column_code, is_suppressed, received AS size,
        ["open", issued, refused] AS parts
    FROM {{ catalog }}.mart.id_application
    UNION ALL
    SELECT
        'eid_account', level, age_group, is_suppressed, registered,
        [registered - approved - rejected, approved, rejected]
    FROM {{ catalog }}.mart.eid_account
    UNION ALL
    SELECT
        'welfare_account', district_code, kind, is_suppressed, beneficiaries,
        [with_account, cash_exempt, cash_not_exempt]
    FROM {{ catalog }}.mart.welfare_account
    UNION ALL
    SELECT
        'welfare_time', district_code, age_group, is_suppressed, payments,
        [
            account_within_1_hour, account_within_1_day, account_within_3_days, account_within_7_days, account_later,
            account_not_yet, account_not_credited, cash_within_1_hour, cash_within_1_day, cash_within_3_days,
            cash_within_7_days, cash_later, cash_not_yet
        ]
    FROM {{ catalog }}.mart.welfare_time
    UNION ALL
    SELECT
        'digital_signature', provider, 'all', is_suppressed, issued,
        [valid_free, issued_free - valid_free, valid - valid_free, issued - issued_free - valid + valid_free]
    FROM {{ catalog }}.mart.digital_signature
),

-- the whole city is its total, and a part that is the only one of it
person_part AS (
    SELECT
        *,
        count(DISTINCT row_code) OVER (PARTITION BY mart) <= 2 OR row_code = 'all' AS is_every_row,
        count(DISTINCT column_code) OVER (PARTITION BY mart) <= 2 OR column_code = 'all' AS is_every_column
    FROM person_cell
),

-- lines of a total and its parts; a total without parts adds nothing up
person_line AS (
    SELECT
        mart,
        row_code,
        sum(size) FILTER (WHERE column_code <> 'all') AS size,
        max(size) FILTER (WHERE column_code = 'all') AS size_told,
        count(*) FILTER (WHERE is_suppressed) AS hidden
    FROM person_cell
    GROUP BY mart, row_code
    HAVING count(*) FILTER (WHERE column_code <> 'all') > 0
    UNION ALL
    SELECT
        mart,
        column_code,
        sum(size) FILTER (WHERE row_code <> 'all'),
        max(size) FILTER (WHERE row_code = 'all'),
        count(*) FILTER (WHERE is_suppressed)
    FROM person_cell
    GROUP BY mart, column_code
    HAVING count(*) FILTER (WHERE row_code <> 'all') > 0
),

campaign_day AS (
    SELECT
        business_day,
        indicator,
        sum(value) FILTER (WHERE unit <> 'all') AS value,
        max(value) FILTER (WHERE unit = 'all') AS value_told
    FROM {{ catalog }}.mart.campaign
    GROUP BY business_day, indicator
),

portal AS (
    SELECT * FROM {{ catalog }}.mart.portal_difference
),

scorecard AS (
    SELECT * FROM {{ catalog }}.mart.project06_scorecard
),

-- the scorecard's figures, and the same of the publication's day among its days
today AS (
    SELECT
        card.indicator IS NULL OR line.indicator IS NULL AS is_alone,
        [card.value, card.denominator, card.share] AS told,
        [line.value, line.denominator, line.share] AS told_by_day
    FROM (SELECT * FROM scorecard WHERE value IS NOT NULL) AS card
    FULL JOIN (
        SELECT *
        FROM {{ catalog }}.mart.scorecard_day
        WHERE business_day >= (SELECT max(as_of) FROM scorecard)
    ) AS line USING (indicator)
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
    SELECT 'citizens_by_commune: the rows of every map come to the city''s total', count(*)
    FROM commune_map
    WHERE citizens_told IS NOT NULL AND (citizens = citizens_told AND cards = cards_told) IS NOT TRUE
    UNION ALL
    SELECT 'citizens_by_commune: one total on all maps', count(*)
    FROM commune_map
    CROSS JOIN (SELECT min(citizens_told) AS citizens, min(cards_told) AS cards FROM commune_map) AS least_told
    WHERE
        commune_map.citizens_told IS DISTINCT FROM least_told.citizens
        OR commune_map.cards_told IS DISTINCT FROM least_told.cards
    UNION ALL
    SELECT 'citizens_by_commune: nothing below {{ smallest }} is published', count(*)
    FROM {{ catalog }}.mart.citizens_by_commune
    WHERE least(citizens, cards) < {{ smallest }}
    UNION ALL
    SELECT 'citizens_by_commune: a withheld row holds no figure, and every other one both', count(*)
    FROM {{ catalog }}.mart.citizens_by_commune
    WHERE is_suppressed <> (citizens IS NULL) OR is_suppressed <> (cards IS NULL)
    UNION ALL
    SELECT 'citizens_by_commune: no map hides a single row, and withheld tells of those that are', count(*)
    FROM commune_map
    WHERE hidden = 1 OR told_of_hidden <> (hidden > 0)::INTEGER
    UNION ALL
    SELECT 'insurance_sync and citizens_by_commune: one number of cards', count(*)
    FROM commune_map
    CROSS JOIN insurance
    WHERE insurance.is_all_districts AND insurance.is_all_groups AND insurance.cards <> commune_map.cards_told
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
    SELECT mart || ': the parts of a cell come to it, and none is negative', count(*)
    FROM person_cell
    WHERE NOT is_suppressed AND (list_sum(parts) = size AND list_min(parts) >= 0) IS NOT TRUE
    GROUP BY mart
    UNION ALL
    SELECT mart || ': nothing from 1 to below {{ smallest }} is published but of the whole city', count(*)
    FROM person_part
    WHERE
        NOT (is_every_row AND is_every_column)
        AND len(list_filter(parts, lambda n: n BETWEEN 1 AND {{ smallest }} - 1)) > 0
    GROUP BY mart
    UNION ALL
    SELECT mart || ': a withheld cell holds no figure', count(*)
    FROM person_cell
    WHERE is_suppressed AND size IS NOT NULL
    GROUP BY mart
    UNION ALL
    SELECT mart || ': the parts of a line come to its total, and none hides a single cell', count(*)
    FROM person_line
    WHERE CASE hidden WHEN 0 THEN size IS DISTINCT FROM size_told WHEN 1 THEN true ELSE size > size_told END
    GROUP BY mart
    UNION ALL
    SELECT 'eid_account: activated and locked accounts are approved', count(*)
    FROM {{ catalog }}.mart.eid_account
    WHERE activated + locked > approved
    UNION ALL
    SELECT 'welfare_exempt: the reasons of a kind are the exempt of welfare_account', count(*)
    FROM {{ catalog }}.mart.welfare_exempt AS reason
    INNER JOIN {{ catalog }}.mart.welfare_account AS account
        ON reason.kind = account.kind AND account.district_code = 'all'
    WHERE
        NOT reason.is_suppressed
        AND reason.bedridden + reason.no_capacity + reason.remote + reason.in_custody
        IS DISTINCT FROM account.cash_exempt
    UNION ALL
    SELECT 'digital_signature: free and valid ones are among the issued', count(*)
    FROM {{ catalog }}.mart.digital_signature
    WHERE
        NOT is_suppressed
        AND (valid_free <= least(issued_free, valid) AND greatest(issued_free, valid) <= issued) IS NOT TRUE
    UNION ALL
    SELECT 'facility_lookup: found <= lookups, and who found somebody has a first day', count(*)
    FROM facility
    WHERE
        found_by_citizen_card > lookups_by_citizen_card
        OR found_by_insurance_card > lookups_by_insurance_card
        OR (found_by_citizen_card > 0) <> (first_found_on IS NOT NULL)
        OR (found_by_citizen_card > 0) <> has_found_by_citizen_card
    UNION ALL
    SELECT 'procedure_catalogue: what is done is part of what there is', count(*)
    FROM procedure
    WHERE
        greatest(decentralised, delegation_planned, needs_electronic, needs_payment) > procedures
        OR delegated_with_internal > delegated
        OR has_electronic > needs_electronic
        OR greatest(payment_announced, payment_tested, payment_received) > needs_payment
        OR online_full + online_partial + online_information <> procedures
    UNION ALL
    SELECT 'satisfaction: scores = satisfied + partly + dissatisfied, and the index is their mean', count(*)
    FROM answered
    WHERE
        scores <> satisfied + partly + dissatisfied
        OR abs(satisfaction_index - (satisfied + partly / 2) / scores) > 1e-9
    UNION ALL
    SELECT 'satisfaction: the criteria come to all', count(*)
    FROM answered
    FULL JOIN answered_once USING (supplier, period)
    WHERE
        coalesce(answered.criterion, 'all') = 'all'
        AND (
            answered.scores IS DISTINCT FROM answered_once.scores
            OR answered.satisfied IS DISTINCT FROM answered_once.satisfied
            OR answered.partly IS DISTINCT FROM answered_once.partly
        )
    UNION ALL
    SELECT 'reform_index: Hanoi is no better than the best and its rank is one of those given', count(*)
    FROM {{ catalog }}.mart.reform_index
    WHERE score > best_score OR median_score > best_score OR rank < 1 OR (rank IS NOT NULL AND ranked_provinces = 0)
    UNION ALL
    SELECT 'dossier_channel: the channels come to the fields of dossier_on_time', count(*)
    FROM (
        SELECT business_day, supplier, sum(received), sum(finished), sum(late), sum(processing), sum(processing_late)
        FROM {{ catalog }}.mart.dossier_on_time
        GROUP BY business_day, supplier
        EXCEPT
        SELECT business_day, supplier, sum(received), sum(finished), sum(late), sum(processing), sum(processing_late)
        FROM {{ catalog }}.mart.dossier_channel
        GROUP BY business_day, supplier
    )
    UNION ALL
    SELECT 'portal_difference: at_desk and on_portal are what both have and what one lacks', count(*)
    FROM portal
    WHERE
        at_desk <> on_both + missing_on_portal
        OR on_portal <> on_both + missing_at_desk
        OR done_on_portal_only + done_at_desk_only > on_both
    UNION ALL
    SELECT 'procedure_day: its last day is procedure_catalogue', count(*)
    FROM (SELECT agency, sum(procedures) AS procedures FROM procedure GROUP BY agency) AS whole
    INNER JOIN (
        SELECT agency, sum(procedures) AS procedures
        FROM {{ catalog }}.mart.procedure_day
        WHERE business_day = (SELECT max(as_of) FROM procedure)
        GROUP BY agency
    ) AS line USING (agency)
    WHERE whole.procedures <> line.procedures
    UNION ALL
    SELECT 'reconciliation: found <= checked, and the units come to all', count(*)
    FROM (
        SELECT
            sum(checked) FILTER (WHERE unit <> 'all') AS checked,
            sum(found) FILTER (WHERE unit <> 'all') AS found,
            max(checked) FILTER (WHERE unit = 'all') AS checked_told,
            max(found) FILTER (WHERE unit = 'all') AS found_told
        FROM {{ catalog }}.mart.reconciliation
        GROUP BY rule_id
    )
    WHERE found_told > checked_told OR coalesce(checked, 0) <> checked_told OR coalesce(found, 0) <> found_told
    UNION ALL
    SELECT 'campaign: the units come to the city', count(*)
    FROM campaign_day
    WHERE value IS DISTINCT FROM value_told
    UNION ALL
    SELECT 'campaign: difference = value - start_value', count(*)
    FROM {{ catalog }}.mart.campaign
    WHERE difference IS DISTINCT FROM value - start_value
    UNION ALL
    SELECT 'project06_scorecard: one row per indicator', count(*) - count(DISTINCT indicator)
    FROM scorecard
    UNION ALL
    SELECT 'project06_scorecard: a share is between 0 and 1, and a figure that is missing has a note', count(*)
    FROM scorecard
    WHERE share NOT BETWEEN 0 AND 1 OR (value IS NULL AND note IS NULL)
    UNION ALL
    SELECT 'project06_scorecard: a share is its part of the denominator', count(*)
    FROM scorecard
    WHERE abs(CASE unit WHEN '%' THEN value / 100 ELSE value / denominator END - share) > 1e-9
    UNION ALL
    SELECT 'project06_scorecard: insurance_synchronised is the total of insurance_sync', count(*)
    FROM scorecard
    LEFT JOIN insurance ON insurance.is_all_districts AND insurance.is_all_groups
    WHERE scorecard.indicator = 'insurance_synchronised' AND scorecard.value IS DISTINCT FROM insurance.matched
    UNION ALL
    SELECT 'scorecard_day: its last day is project06_scorecard', count(*)
    FROM today
    WHERE
        is_alone
        OR list_transform(told, lambda n: n IS NULL) <> list_transform(told_by_day, lambda n: n IS NULL)
        OR len(list_filter(list_zip(told, told_by_day), lambda pair: abs(pair[1] - pair[2]) > 1e-6)) > 0
    UNION ALL
    SELECT 'scorecard_day: a share is between 0 and 1, and is its part of the denominator', count(*)
    FROM {{ catalog }}.mart.scorecard_day
    WHERE
        share NOT BETWEEN 0 AND 1
        OR abs(CASE unit WHEN '%' THEN value / 100 ELSE value / denominator END - share) > 1e-9
    UNION ALL
    SELECT 'scorecard_day: nothing below {{ smallest }} is published of cards and their citizens', count(*)
    FROM {{ catalog }}.mart.scorecard_day
    WHERE indicator = 'insurance_synchronised' AND least(value, denominator - value) < {{ smallest }}
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
