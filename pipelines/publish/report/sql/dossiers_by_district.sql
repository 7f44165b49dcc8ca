-- Dossiers per district and day, the lowest share first: finished since the year began, in process at its end
-- The table of departments is the same with another kind.
-- grain: district, business day · owner: data engineering
{% set kind = kind | default('district') -%}
SELECT
    business_day, unit, on_time_share, finished, late, processing, processing_late, delivery, is_carried,
    false AS is_total
FROM temp.unit_day
WHERE kind = '{{ kind }}'
UNION ALL
SELECT
    business_day, ['Tất cả', 'All'], sum(punctual) / nullif(sum(finished), 0), sum(finished)::BIGINT,
    sum(late)::BIGINT, sum(processing)::BIGINT, sum(processing_late)::BIGINT,
    [
        format('{} trên {} đã nạp', count(*) FILTER (WHERE NOT is_carried), count(*)),
        format('{} of {} loaded', count(*) FILTER (WHERE NOT is_carried), count(*))
    ],
    false, true
FROM temp.unit_day
WHERE kind = '{{ kind }}'
GROUP BY business_day
ORDER BY business_day, is_total, on_time_share NULLS LAST, late DESC, unit
