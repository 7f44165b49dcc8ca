-- What became of the errands of a run
-- handed over column by column, because thousands of rows one by one take seconds · grain: one try · owner: data
-- engineering
INSERT INTO ops.attempt BY NAME
SELECT
    unnest($attempted_at::TIMESTAMPTZ[]) AS attempted_at,
    $run_id AS run_id,
    'extract' AS step,
    unnest($feed::VARCHAR[]) AS feed,
    unnest($supplier::VARCHAR[]) AS supplier,
    unnest($business_day::DATE[]) AS business_day,
    unnest($delivery_id::VARCHAR[]) AS delivery_id,
    unnest($outcome::VARCHAR[]) AS outcome,
    unnest($because::VARCHAR[]) AS because
