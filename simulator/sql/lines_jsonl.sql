-- The lines of the JSON-lines files.
-- grain: one row per line
CREATE TABLE jsonl_line AS
WITH written AS (
    SELECT
        *,
        to_json({
            maHoSo: dossier_code, maTTHC: procedure_code, hoTen: applicant_name, soCCCD: applicant_id,
            gioiTinh: CASE applicant_sex WHEN 'male' THEN '1' WHEN 'female' THEN '2' END,
            dienThoai: applicant_phone,
            loaiNguoiNop: CASE applicant_type WHEN 'citizen' THEN 1 WHEN 'enterprise' THEN 2 WHEN 'state_agency' THEN 3 ELSE 4 END,
            kenhTiepNhan: CASE channel WHEN 'direct' THEN 1 WHEN 'online' THEN 2 ELSE 3 END,
            trangThai: coalesce(word.portal_word, 'archived'),
            ngayTiepNhan: coalesce(strftime(received_at, '%Y%m%d%H%M%S'), '20240231081500'),
            ngayHenTra: strftime(due_at, '%Y%m%d%H%M%S'),
            soGioXuLy: processing_hours,
            ngayXuLyXong: strftime(finished_at, '%Y%m%d%H%M%S'),
            ngayTraKetQua: strftime(returned_at, '%Y%m%d%H%M%S'),
            lePhi: fee_vnd,
            capNhatLuc: strftime(updated_at, '%Y%m%d%H%M%S')
        })::VARCHAR AS line
    FROM typed_dossier
    LEFT JOIN fact(getvariable('reference'), 'dossier_status_portal_words') AS word
        ON word.status_code::INTEGER = typed_dossier.status_code
    WHERE layout = 'jsonl'
)
SELECT
    supplier, business_day, version, position, layout,
    CASE WHEN fault = 'invalid_json' AND outcome = 'unreadable' THEN left(line, length(line) // 2) ELSE line END AS line
FROM written;
