-- The lines of both kinds of CSV. U+E000 stands for the bytes that no encoding has.
-- grain: one row per line

CREATE TABLE csv_line AS
WITH written AS (
    SELECT
        *,
        layout = 'csv_tcvn3' AS is_old,
        CASE WHEN fault = 'undecodable_bytes' AND outcome = 'unreadable' THEN replace(applicant_name, ' ', chr(57344)) ELSE applicant_name END AS name
    FROM typed_dossier WHERE layout IN ('csv_utf8', 'csv_tcvn3')
), fields AS (
    SELECT supplier, business_day, version, position, layout, fault, outcome, is_old, [
        dossier_code, procedure_code,
        CASE WHEN applicant_type = 'citizen' THEN name ELSE '"' || name || '"' END,
        applicant_id,
        CASE WHEN is_old THEN CASE applicant_sex WHEN 'male' THEN 'Nam' WHEN 'female' THEN 'Nữ' END
            ELSE CASE applicant_sex WHEN 'male' THEN '1' WHEN 'female' THEN '0' END END,
        applicant_phone,
        CASE WHEN is_old
            THEN CASE applicant_type WHEN 'citizen' THEN 'Công dân' WHEN 'enterprise' THEN 'Doanh nghiệp' WHEN 'state_agency' THEN 'Cơ quan nhà nước' ELSE 'Tổ chức khác' END
            ELSE CASE applicant_type WHEN 'citizen' THEN '1' WHEN 'enterprise' THEN '2' WHEN 'state_agency' THEN '3' ELSE '4' END END,
        CASE WHEN is_old THEN CASE channel WHEN 'direct' THEN 'Trực tiếp' WHEN 'online' THEN 'Trực tuyến' ELSE 'Bưu chính' END
            ELSE CASE channel WHEN 'direct' THEN '1' WHEN 'online' THEN '2' ELSE '3' END END,
        status_code::VARCHAR,
        coalesce(vn_instant(received_at), '31/02/2024 08:15:00'),
        vn_instant(due_at), processing_hours::VARCHAR, vn_instant(finished_at), vn_instant(returned_at),
        CASE WHEN is_old THEN replace(format('{:,}', fee_vnd), ',', '.') ELSE fee_vnd::VARCHAR END,
        vn_instant(updated_at)
    ] AS fields
    FROM written
)
SELECT
    supplier, business_day, version, position, layout,
    CASE WHEN is_old THEN array_to_string(texts, ',') ELSE array_to_string(texts, ';') END AS line
FROM (
    SELECT *, list_transform(
        CASE WHEN fault = 'wrong_field_count' AND outcome = 'unreadable' THEN fields[:13] ELSE fields END,
        lambda field: coalesce(field, '')) AS texts
    FROM fields
);
