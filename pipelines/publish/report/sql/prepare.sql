-- What several tables of the report are made of, as temporary tables of its connection
-- owner: data engineering

-- Names of units: the Vietnamese of the day it was delivered, the English of the reference
-- grain: supplier
CREATE OR REPLACE TEMP TABLE unit AS
SELECT supplier, kind, [name_vi, name_en] AS unit
FROM reference.supplier;

-- What each desk delivered for each day, in words, and whether its figures are those of an earlier day
-- grain: supplier, business day
CREATE OR REPLACE TEMP TABLE desk_delivery AS
WITH told AS (
    SELECT
        supplier,
        business_day,
        state,
        strftime(
            max(business_day) FILTER (WHERE state IN ('loaded', 'late'))
                OVER (PARTITION BY supplier ORDER BY business_day),
            '%d/%m/%Y'
        ) AS last_day
    FROM mart.delivery_quality_day
    WHERE feed = 'procedures.dossier'
)

SELECT
    supplier,
    business_day,
    state NOT IN ('loaded', 'late') AS is_carried,
    CASE
        WHEN state = 'loaded' THEN ['đã nạp', 'loaded']
        WHEN state = 'late' THEN ['giao muộn', 'late']
        ELSE [
            CASE state WHEN 'refused' THEN 'bị từ chối' ELSE 'thiếu' END
            || coalesce(', giữ số ngày ' || last_day, ', chưa từng giao'),
            CASE state WHEN 'refused' THEN 'refused' ELSE 'missing' END
            || coalesce(', carried from ' || last_day, ', never delivered')
        ]
    END AS delivery
FROM told;

-- Dossiers of every desk and field on every day, days without any included: flows since the year began, stock at the
-- end
-- grain: supplier, field, business day
CREATE OR REPLACE TEMP TABLE desk_day AS
WITH day AS (
    SELECT DISTINCT business_day FROM mart.dossier_on_time
),

desk AS (
    SELECT supplier, any_value(district_name) AS name, any_value(district_code) AS district_code, field
    FROM mart.dossier_on_time
    GROUP BY supplier, field
),

filled AS (
    SELECT
        desk.supplier,
        coalesce(unit.kind, CASE WHEN desk.district_code IS NOT NULL THEN 'district' ELSE 'other' END) AS kind,
        -- desks are called as they are in Vietnamese; the reference has their English
        [desk.name, coalesce(unit.unit[2], desk.name)] AS unit,
        desk.field,
        day.business_day,
        coalesce(line.received, 0) AS received_day,
        coalesce(line.finished, 0) AS finished_day,
        coalesce(line.early + line.on_time, 0) AS punctual_day,
        coalesce(line.late, 0) AS late_day,
        coalesce(line.processing, 0) AS processing,
        coalesce(line.processing_late, 0) AS processing_late,
        coalesce(line.paused, 0) AS paused
    FROM desk
    CROSS JOIN day
    LEFT JOIN mart.dossier_on_time AS line USING (supplier, field, business_day)
    LEFT JOIN unit USING (supplier)
)

SELECT
    *,
    sum(received_day) OVER so_far AS received,
    sum(finished_day) OVER so_far AS finished,
    sum(punctual_day) OVER so_far AS punctual,
    sum(late_day) OVER so_far AS late
FROM filled
WINDOW so_far AS (PARTITION BY supplier, field, year(business_day) ORDER BY business_day);

-- The same of whole desks, with what they delivered
-- grain: supplier, business day
CREATE OR REPLACE TEMP TABLE unit_day AS
SELECT
    desk_day.business_day,
    desk_day.kind,
    desk_day.supplier,
    desk_day.unit,
    sum(desk_day.punctual) / nullif(sum(desk_day.finished), 0) AS on_time_share,
    sum(desk_day.received)::BIGINT AS received,
    sum(desk_day.finished)::BIGINT AS finished,
    sum(desk_day.punctual)::BIGINT AS punctual,
    sum(desk_day.late)::BIGINT AS late,
    sum(desk_day.processing)::BIGINT AS processing,
    sum(desk_day.processing_late)::BIGINT AS processing_late,
    any_value(desk_delivery.delivery) AS delivery,
    coalesce(bool_or(desk_delivery.is_carried), false) AS is_carried
FROM desk_day
LEFT JOIN desk_delivery USING (supplier, business_day)
GROUP BY ALL;

-- What the marts call a district, in both languages
CREATE OR REPLACE TEMP MACRO district_named(code, name) AS
CASE code
    WHEN 'all' THEN ['Toàn thành phố', 'Whole city']
    WHEN 'none' THEN ['Không rõ quận huyện', 'No district']
    ELSE [name, coalesce((SELECT any_value(unit.unit[2]) FROM unit WHERE unit.supplier = 'd' || code), name)]
END;

-- The newest day of the insurance cards' comparison
CREATE OR REPLACE TEMP VIEW cards AS
SELECT
    *,
    district_code = 'all' AND object_group = 'all' AS is_total,
    district_named(district_code, district_name) AS place
FROM mart.insurance_sync
WHERE as_of = (SELECT max(as_of) FROM mart.insurance_sync);

-- The campaign's days, its first one where it is known
CREATE OR REPLACE TEMP VIEW campaign_start AS
SELECT min(business_day - day_no + 1) AS first_day
FROM mart.campaign;

-- Social payments with a row for each way of payment
-- grain: district, age group, way of payment
CREATE OR REPLACE TEMP TABLE in_hand AS
SELECT
    district_code, district_named(district_code, district_name) AS place, age_group, 'account' AS method,
    account_payments AS payments, account_within_1_hour AS within_1_hour, account_within_1_day AS within_1_day,
    account_within_3_days AS within_3_days, account_within_7_days AS within_7_days, account_later AS later,
    account_not_yet AS not_yet, account_not_credited AS not_credited, account_median_hours AS median_hours,
    account_p90_hours AS p90_hours, is_suppressed
FROM mart.welfare_time
UNION ALL
SELECT
    district_code, district_named(district_code, district_name), age_group, 'cash',
    cash_payments, cash_within_1_hour, cash_within_1_day, cash_within_3_days, cash_within_7_days, cash_later,
    cash_not_yet, NULL, cash_median_hours, cash_p90_hours, is_suppressed
FROM mart.welfare_time;

-- What each agency's or district's reform and dossiers came to on each day of the campaign, and on its first
-- grain: unit, business day
CREATE OR REPLACE TEMP TABLE campaign_unit AS
SELECT
    campaign.business_day, campaign.unit AS supplier, campaign.unit_kind,
    CASE campaign.unit
        WHEN 'all' THEN ['Toàn thành phố', 'Whole city']
        ELSE [any_value(campaign.unit_name), coalesce(any_value(unit.unit[2]), any_value(campaign.unit_name))]
    END AS unit,
    {% for name in [
        'received', 'finished', 'late', 'processing', 'processing_late', 'decentralised', 'delegated', 'electronic',
        'online_payment', 'bottleneck_open_steps'
    ] -%}
    any_value(campaign.value) FILTER (WHERE campaign.indicator = '{{ name }}') AS {{ name }},
    {% endfor -%}
    any_value(campaign.start_value) FILTER (WHERE campaign.indicator = 'processing_late') AS overdue_start,
    any_value(campaign.start_value) FILTER (WHERE campaign.indicator = 'bottleneck_open_steps') AS open_steps_start
FROM mart.campaign
LEFT JOIN temp.unit ON campaign.unit = unit.supplier
GROUP BY campaign.business_day, campaign.unit, campaign.unit_kind;

-- The figures of the scorecard day by day, the share of each with its parts
-- grain: indicator, business day
CREATE OR REPLACE TEMP TABLE figure_day AS
SELECT
    here.business_day, [card.label_vi, card.label_en] AS indicator, here.value AS figure,
    round(here.share * here.denominator)::BIGINT AS numerator, here.denominator::BIGINT AS denominator,
    here.value - lag(here.value) OVER earlier AS day_change,
    here.value - first_value(here.value) OVER earlier AS difference,
    here.unit AS measured_in,
    split_part(here.feed, '.', 1) AS area,
    array_position((SELECT list(indicator) FROM mart.project06_scorecard), here.indicator) AS position
FROM mart.scorecard_day AS here
INNER JOIN mart.project06_scorecard AS card USING (indicator)
WINDOW earlier AS (PARTITION BY here.indicator ORDER BY here.business_day);
