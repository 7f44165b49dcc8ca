-- Sums that must hold in what is told of dossiers
-- grain: sum, with how often it is broken · owner: data engineering
WITH dossier AS (
    SELECT * FROM {{ catalog }}.mart.dossier_on_time
),

portal AS (
    SELECT * FROM {{ catalog }}.mart.portal_difference
)

SELECT 'dossier_on_time: finished = early + on_time + late' AS invariant, count(*) AS violations
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
