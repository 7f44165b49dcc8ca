-- project06_scorecard: the city's own figures of its conference of 17 January 2024, and the same from delivered records
-- Figures and labels stand in stated_figures.csv. A figure without records behind it stays NULL and its note says why.
-- Dossiers: those finished from 1 January of the year to the day. Shares are in per cent in `value`, of 1 in `share`.
-- handed over in `known_feed`: feeds there are a contract for
-- grain: indicator, in the order of the conference's report · owner: data engineering
WITH stated AS (
    SELECT
        * EXCLUDE (position, stated_value, stated_on),
        position::INTEGER AS position,
        stated_value::DOUBLE AS stated_value,
        stated_on::DATE AS stated_on
    FROM read_csv({{ figures }}, all_varchar = true)
),

computed AS (
    SELECT
        'insurance_synchronised' AS indicator,
        matched::DOUBLE AS value,
        cards::DOUBLE AS denominator,
        matched_share AS share
    FROM published.mart.insurance_sync
    WHERE district_code = 'all' AND object_group = 'all' AND NOT is_suppressed
    UNION ALL
    SELECT
        'dossier_on_time_share',
        100 * sum(early + on_time) / sum(finished),
        sum(finished)::DOUBLE,
        sum(early + on_time) / sum(finished)
    FROM published.mart.dossier_on_time
    WHERE business_day >= date_trunc('year', $day)
    HAVING sum(finished) > 0
),

owing AS (
    SELECT quality.feed, bool_and(known.kind = 'district') AS is_of_districts
    FROM published.mart.delivery_quality AS quality
    LEFT JOIN reference.supplier AS known USING (supplier)
    GROUP BY quality.feed
),

behind AS (
    SELECT
        stated.indicator,
        sum(coverage.loaded) AS loaded,
        sum(coverage.expected) AS expected,
        CASE
            WHEN bool_and(owing.is_of_districts) THEN 'districts'
            WHEN sum(coverage.expected) = 1 THEN 'supplier'
            ELSE 'suppliers'
        END AS who
    FROM stated
    INNER JOIN published.mart.coverage ON list_contains(string_split(stated.feed, ', '), coverage.feed)
    INNER JOIN owing ON coverage.feed = owing.feed
    WHERE coverage.business_day = $day
    GROUP BY stated.indicator
),

wanting AS (
    SELECT
        stated.indicator,
        array_to_string(
            list_filter(string_split(stated.feed, ', '), lambda f: NOT list_contains(known.feeds, f)), ', '
        ) AS feeds
    FROM stated
    CROSS JOIN (SELECT list(feed) AS feeds FROM known_feed) AS known
),

reason AS (
    SELECT
        indicator,
        CASE
            WHEN feeds IS NULL THEN 'chưa tính'
            WHEN feeds <> '' THEN 'chưa tính: chưa có nguồn ' || feeds
            ELSE 'chưa tính: chưa nạp đủ dữ liệu, hoặc số quá nhỏ để công bố'
        END AS reason_vi,
        CASE
            WHEN feeds IS NULL THEN 'not computed'
            WHEN feeds <> '' THEN 'not computed: no feed ' || feeds || ' yet'
            ELSE 'not computed: not enough is loaded, or the number is too small to publish'
        END AS reason_en
    FROM wanting
)

SELECT
    stated.indicator,
    stated.label_vi,
    stated.label_en,
    computed.value,
    computed.denominator,
    computed.share,
    stated.unit,
    CASE WHEN computed.value IS NOT NULL THEN $day END AS as_of,
    CASE
        WHEN computed.value IS NOT NULL THEN format('{} of {} {}', behind.loaded, behind.expected, behind.who)
    END AS coverage,
    stated.feed,
    stated.stated_value,
    stated.stated_on,
    nullif(concat_ws(
        ' · ',
        nullif(
            concat_ws('; ', CASE WHEN computed.value IS NULL THEN reason.reason_vi END, stated.remark_vi), ''
        ),
        nullif(
            concat_ws('; ', CASE WHEN computed.value IS NULL THEN reason.reason_en END, stated.remark_en), ''
        )
    ), '') AS note
FROM stated
LEFT JOIN computed USING (indicator)
LEFT JOIN behind USING (indicator)
LEFT JOIN reason USING (indicator)
ORDER BY stated.position
