-- reform_index: Hanoi (agency code H26) among the provinces in the indices that the Ministry of Home Affairs measures
-- SIPAS is people's satisfaction with public services, PAR INDEX the progress of administrative reform; in per cent.
-- A change is in points of the index, against the year before; its rank is 1 for the largest increase of all provinces.
-- A year in which the ministry has not published Hanoi's score has neither score nor change, but its row.
-- grain: index × year · owner: data engineering
WITH line AS (
    SELECT index_name, year, province_code, score_hundredths, rank
    FROM known_procedures_reform_index
    WHERE valid_from <= $day AND valid_to > $day
),

compared AS (
    SELECT line.*, line.score_hundredths - before.score_hundredths AS change_hundredths
    FROM line
    LEFT JOIN line AS before
        ON
            line.index_name = before.index_name
            AND line.province_code = before.province_code
            AND line.year = before.year + 1
)

SELECT
    $day AS as_of,
    index_name,
    year,
    any_value(score_hundredths) FILTER (WHERE province_code = 'H26') / 100 AS score,
    any_value(rank) FILTER (WHERE province_code = 'H26') AS rank,
    count(rank) AS ranked_provinces,
    any_value(change_hundredths) FILTER (WHERE province_code = 'H26') / 100 AS change,
    CASE
        WHEN any_value(change_hundredths) FILTER (WHERE province_code = 'H26') IS NOT NULL
            THEN any_value(change_rank) FILTER (WHERE province_code = 'H26')
    END AS change_rank,
    max(score_hundredths) / 100 AS best_score,
    median(score_hundredths) / 100 AS median_score
FROM (
    SELECT
        *,
        rank() OVER (PARTITION BY index_name, year ORDER BY change_hundredths DESC NULLS LAST)::INTEGER AS change_rank
    FROM compared
)
GROUP BY index_name, year
ORDER BY index_name, year
