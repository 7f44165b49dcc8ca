-- The six bottlenecks on each day of the campaign: what their procedures still lack, and what they did on its first
-- grain: bottleneck, business day · owner: data engineering
WITH day AS (
    SELECT DISTINCT business_day FROM mart.procedure_day
),

held AS (
    SELECT
        business_day, bottleneck_no, sum(procedures)::BIGINT AS procedures, sum(open_steps)::BIGINT AS open_steps
    FROM mart.procedure_day
    WHERE bottleneck_no IS NOT NULL
    GROUP BY business_day, bottleneck_no
)

SELECT
    coalesce(day.business_day, about.business_day) AS business_day,
    [
        'Điểm nghẽn ' || known.bottleneck_no || ': ' || coalesce(known.name_vi, 'không nêu trong nguồn'),
        'Bottleneck ' || known.bottleneck_no || ': '
        || coalesce(known.name_en, known.name_vi, 'not named in the source')
    ] AS bottleneck,
    CASE
        WHEN known.owner IS NULL THEN ['không nêu trong nguồn', 'not named in the source'] ELSE
            [known.owner, known.owner]
    END AS owner,
    held.procedures,
    begun.open_steps AS open_steps_start,
    held.open_steps,
    held.open_steps - begun.open_steps AS difference,
    CASE
        WHEN known.note IS NULL OR known.note = 'not named in the source'
            THEN ['hội nghị 17/01/2024', 'conference of 17 January 2024']
        ELSE [known.note, known.note]
    END AS source
FROM reference.bottleneck AS known
CROSS JOIN publication.about
LEFT JOIN day ON true
LEFT JOIN held ON day.business_day = held.business_day AND known.bottleneck_no = held.bottleneck_no
LEFT JOIN held AS begun
    ON begun.business_day = (SELECT first_day FROM temp.campaign_start) AND known.bottleneck_no = begun.bottleneck_no
ORDER BY coalesce(day.business_day, about.business_day), known.bottleneck_no
