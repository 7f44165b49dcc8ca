-- reform_index once more: a rank is how many rose further, and one
-- grain: index × year
WITH rise AS (
    SELECT now.*, now.score_hundredths - (
            SELECT b.score_hundredths FROM procedures_reform_index_today AS b
            WHERE b.index_name = now.index_name AND b.province_code = now.province_code AND b.year = now.year - 1
        ) AS change
    FROM procedures_reform_index_today AS now
), hanoi AS (
    FROM rise WHERE province_code = 'H26'
)
SELECT
    today() AS as_of, r.index_name, r.year, any_value(h.score_hundredths) / 100 AS score, any_value(h.rank) AS rank, count(r.rank) AS ranked_provinces,
    any_value(h.change) / 100 AS change, CASE WHEN any_value(h.change) IS NOT NULL THEN 1 + tally(r.change > h.change) END AS change_rank,
    max(r.score_hundredths) / 100 AS best_score, quantile_of(list(r.score_hundredths), 0.5) / 100 AS median_score
FROM rise AS r LEFT JOIN hanoi AS h USING (index_name, year)
GROUP BY ALL
