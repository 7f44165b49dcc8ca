-- The rows of the workbooks, as cells of SpreadsheetML: identifiers typed as numbers, instants as dates or bare serials.
-- grain: one row per sheet row below the header
CREATE MACRO serial(instant) AS format('{:.10f}', epoch(instant) / 86400 + 25569);
CREATE MACRO number_cell(letter, at_row, value) AS coalesce('<c r="' || letter || at_row || '"><v>' || value || '</v></c>', '');
CREATE MACRO text_cell(letter, at_row, value) AS coalesce('<c r="' || letter || at_row || '" t="inlineStr"><is><t xml:space="preserve">' || value || '</t></is></c>', '');
CREATE MACRO instant_cell(letter, at_row, value, is_date) AS
    coalesce('<c r="' || letter || at_row || '"' || CASE WHEN is_date THEN ' s="1"' ELSE '' END || '><v>' || serial(value) || '</v></c>', '');

CREATE TABLE xlsx_line AS
WITH placed AS (
    SELECT
        *,
        3 + row_number() OVER (PARTITION BY supplier, business_day, version ORDER BY position) AS r,
        -- some clerks format the column as a date, some paste bare values
        slot(position, 3) < 7000 AS is_date
    FROM typed_dossier WHERE layout = 'xlsx'
)
SELECT
    supplier, business_day, version, position, layout,
    '<row r="' || r || '">'
    || text_cell('A', r, dossier_code) || text_cell('B', r, procedure_code) || text_cell('C', r, applicant_name)
    || number_cell('D', r, applicant_id::BIGINT)
    || number_cell('E', r, CASE applicant_sex WHEN 'male' THEN 1 WHEN 'female' THEN 2 END)
    || number_cell('F', r, applicant_phone::BIGINT)
    || number_cell('G', r, CASE applicant_type WHEN 'citizen' THEN 1 WHEN 'enterprise' THEN 2 WHEN 'state_agency' THEN 3 ELSE 4 END)
    || number_cell('H', r, CASE channel WHEN 'direct' THEN 1 WHEN 'online' THEN 2 ELSE 3 END)
    || number_cell('I', r, status_code)
    || CASE WHEN received_at IS NULL THEN text_cell('J', r, '31/02/2024 08:15:00') ELSE instant_cell('J', r, received_at, is_date) END
    || instant_cell('K', r, due_at, is_date) || number_cell('L', r, processing_hours)
    || instant_cell('M', r, finished_at, is_date) || instant_cell('N', r, returned_at, is_date)
    || number_cell('O', r, fee_vnd) || instant_cell('P', r, updated_at, is_date)
    || '</row>' AS line
FROM placed;
