-- What the districts drop, record by record.
-- grain of sent_dossier: one row per record of a file; `outcome` is what a faultless reader makes of it
CREATE TABLE sent_dossier AS
WITH copied AS (
    SELECT r.*, d.layout, d.ordinal, f.fault, unnest([coalesce(f.original, 'loaded'), f.copy, f.second_copy]) AS outcome, unnest([0, 1, 2]) AS nth
    FROM regular_dossier AS r
    JOIN delivery AS d ON d.feed = 'procedures.dossier' AND d.supplier = r.supplier AND d.day = r.business_day
    LEFT JOIN fault_of AS f ON f.feed = 'procedures.dossier' AND f.id = r.id
), version AS (
    SELECT supplier, day AS business_day, unnest([1, 2]) AS version FROM requested WHERE fault = 'corrected' AND feed = 'procedures.dossier'
)
SELECT
    copied.* REPLACE (
        CASE WHEN fault LIKE 'contradiction%' AND nth = CASE fault WHEN 'contradiction' THEN 1 ELSE 2 END
                THEN coalesce(fee_vnd, 0) + 1000
            -- the second version of a file corrects one fee: of the record that is not planted with anything
            WHEN version.version = 2 AND id = first_value(id) OVER corrected AND nth = 0 AND fault IS NULL
                THEN coalesce(fee_vnd, 0) + 5000
            ELSE fee_vnd END AS fee_vnd,
        -- some desks give only the hours and let the reader do the sum
        CASE WHEN layout = 'csv_tcvn3' AND desk_slot % 10 < 4 THEN NULL ELSE due_at END AS due_at),
    coalesce(version.version, 1) AS version,
    roll('position', id * 4 + nth) AS position
FROM copied LEFT JOIN version USING (supplier, business_day)
WHERE outcome IS NOT NULL
WINDOW corrected AS (PARTITION BY supplier, business_day, version.version ORDER BY fault IS NULL DESC, id, nth);

-- the same for every kind of file: texts with their faults, before each kind writes them its own way
CREATE TABLE typed_dossier AS
SELECT
    supplier, business_day, version, layout, position, id, nth, fault, outcome,
    CASE WHEN fault = 'missing_key' THEN NULL WHEN fault = 'broken_code' THEN replace(dossier_code, '-', '/') ELSE dossier_code END AS dossier_code,
    CASE WHEN fault = 'unknown_procedure' THEN '9.999999' ELSE procedure_code END AS procedure_code,
    spelled(applicant_name, CASE
        WHEN supplier IN ('d001', 'd004', 'd271', 'd277') THEN 'capitals'
        WHEN supplier IN ('d017', 'd020') THEN 'small'
        WHEN layout = 'csv_tcvn3' THEN 'one byte'
        ELSE 'mixed' END, slot(position, 2)) AS applicant_name,
    applicant_id, applicant_sex, applicant_phone, applicant_type, channel,
    CASE WHEN fault = 'status_out_of_scale' THEN 11 ELSE status_code END AS status_code,
    CASE WHEN fault = 'unparsable_date' THEN NULL ELSE received_at END AS received_at,
    due_at, processing_hours,
    CASE WHEN fault = 'finished_before_received' THEN received_at - INTERVAL 1 DAY ELSE finished_at END AS finished_at,
    returned_at, fee_vnd, updated_at
FROM sent_dossier;
