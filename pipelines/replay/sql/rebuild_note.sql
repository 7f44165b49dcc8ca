-- A rebuild is one try in the ledger, and no day that has to be published, when it changed nothing or stays aside
-- parameter in `this_run` · owner: data engineering
DELETE FROM ops.attempt WHERE run_id = (SELECT run_id FROM this_run);

DELETE FROM ops.day_changed WHERE run_id = (SELECT run_id FROM this_run);

INSERT INTO ops.attempt BY NAME
SELECT instant AS attempted_at, run_id, 'rebuild' AS step, 'made' AS outcome FROM this_run;
