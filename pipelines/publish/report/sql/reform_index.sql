-- Hanoi's SIPAS and PAR indices by year
-- grain: index, year · owner: data engineering
SELECT
    index_name, year, score, rank, change, change_rank, best_score, median_score
FROM mart.reform_index
ORDER BY index_name DESC, year DESC
