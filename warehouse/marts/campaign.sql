-- campaign: the 60 days and nights, day by day against their start, per department, district, commune and for the city
-- The days are those of reference.campaign; while the source does not name its dates, they are as many days as it names
-- up to the publication's day, and is_assumed says so. Dossiers are those of mart.dossier_on_time (flows of a day, and
-- what is in process at its end), on days of which any are loaded; the steps of the reform those of mart.procedure_day.
-- The start is the first of the days; where nothing is known of it there is neither start nor difference.
-- grain: day × unit ('all': the city) × indicator · owner: data engineering
WITH span AS (
    SELECT
        coalesce(starts_on, $day::DATE - length_days + 1) AS first_day,
        least(coalesce(ends_on, $day::DATE), $day::DATE) AS last_day,
        starts_on IS NULL AS is_assumed
    FROM reference.campaign
    WHERE campaign_code = '60d'
),

desk AS (
    SELECT
        business_day,
        supplier AS unit,
        sum(received) AS received,
        sum(finished) AS finished,
        sum(early + on_time) AS on_time,
        sum(late) AS late,
        sum(processing) AS processing,
        sum(processing_late) AS processing_late
    FROM published.mart.dossier_on_time
    INNER JOIN span ON business_day BETWEEN span.first_day AND span.last_day
    GROUP BY business_day, unit
),

reported AS (
    SELECT DISTINCT delivery.business_day
    FROM ops.delivery AS delivery
    INNER JOIN span ON delivery.business_day BETWEEN span.first_day AND span.last_day
    WHERE delivery.feed = 'procedures.dossier' AND delivery.state = 'loaded'
),

-- a desk without a row on a day has nothing to tell of it
desk_value AS (
    SELECT
        day.business_day,
        desk_of.unit,
        unnest(['received', 'finished', 'on_time', 'late', 'processing', 'processing_late']) AS indicator,
        unnest([
            desk.received, desk.finished, desk.on_time, desk.late, desk.processing, desk.processing_late
        ]) AS value,
        'procedures.dossier' AS feed
    FROM reported AS day
    CROSS JOIN (SELECT DISTINCT desk.unit FROM desk) AS desk_of
    LEFT JOIN desk USING (business_day, unit)
),

reform AS (
    SELECT
        business_day,
        agency AS unit,
        sum(decentralised) AS decentralised,
        sum(delegated) AS delegated,
        sum(electronic) AS electronic,
        sum(online_payment) AS online_payment,
        sum(open_steps) FILTER (WHERE bottleneck_no IS NOT NULL) AS bottleneck_open_steps
    FROM published.mart.procedure_day
    GROUP BY business_day, unit
),

reform_value AS (
    SELECT
        business_day,
        unit,
        unnest(['decentralised', 'delegated', 'electronic', 'online_payment', 'bottleneck_open_steps']) AS indicator,
        unnest([decentralised, delegated, electronic, online_payment, bottleneck_open_steps]) AS value,
        'procedures.catalogue' AS feed
    FROM reform
),

each_value AS (
    SELECT * FROM desk_value
    UNION ALL
    SELECT * FROM reform_value
),

counted AS (
    SELECT
        business_day,
        coalesce(unit, 'all') AS unit,
        indicator,
        feed,
        coalesce(sum(value), 0)::BIGINT AS value
    FROM each_value
    GROUP BY GROUPING SETS ((business_day, unit, indicator, feed), (business_day, indicator, feed))
),

begun AS (
    SELECT
        counted.*,
        span.is_assumed,
        (counted.business_day - span.first_day + 1)::INTEGER AS day_no,
        max(counted.value) FILTER (WHERE counted.business_day = span.first_day) OVER (
            PARTITION BY counted.unit, counted.indicator
        ) AS start_value
    FROM counted
    CROSS JOIN span
)

SELECT
    begun.* EXCLUDE (is_assumed),
    begun.value - begun.start_value AS difference,
    CASE WHEN begun.unit = 'all' THEN 'Toàn thành phố' ELSE coalesce(known.name_vi, begun.unit) END AS unit_name,
    CASE
        WHEN begun.unit = 'all' THEN 'city'
        WHEN known.kind IS NOT NULL THEN known.kind
        -- supplier d001 is a district, known to the reference or not
        WHEN regexp_matches(begun.unit, '^d[0-9]+$') THEN 'district'
        ELSE 'other'
    END AS unit_kind,
    begun.is_assumed
FROM begun
LEFT JOIN reference.supplier AS known ON begun.unit = known.supplier
ORDER BY begun.indicator, begun.unit = 'all', begun.unit, begun.business_day
