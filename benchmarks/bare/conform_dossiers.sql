-- The dossiers' columns as the contract has them, of the UTF-8 files
-- grain: record · owner: data engineering
CREATE OR REPLACE TEMP MACRO hanoi(content) AS
timezone('Asia/Ho_Chi_Minh', try_strptime(content, '%d/%m/%Y %H:%M:%S'));

CREATE TABLE bare AS
SELECT
    raw.delivery_id,
    delivery.supplier,
    delivery.business_day,
    delivery.version,
    raw.position,
    nullif(raw."Mã hồ sơ", '') AS dossier_code,
    nullif(raw."Mã TTHC", '') AS procedure_code,
    plain_name(raw."Họ và tên") AS applicant_name,
    nullif(raw."Số CCCD", '') AS applicant_id,
    CASE raw."Giới tính" WHEN '1' THEN 'male' WHEN '0' THEN 'female' END AS applicant_sex,
    nullif(raw."Điện thoại", '') AS applicant_phone,
    CASE raw."Loại người nộp"
        WHEN '1' THEN 'citizen' WHEN '2' THEN 'enterprise' WHEN '3' THEN 'state_agency' WHEN '4' THEN 'other'
    END AS applicant_type,
    CASE raw."Kênh tiếp nhận" WHEN '1' THEN 'direct' WHEN '2' THEN 'online' WHEN '3' THEN 'post' END AS channel,
    TRY_CAST(raw."Trạng thái" AS INTEGER) AS status_code,
    hanoi(raw."Ngày tiếp nhận") AS received_at,
    hanoi(raw."Ngày hẹn trả") AS due_at,
    TRY_CAST(raw."Số giờ xử lý" AS INTEGER) AS processing_hours,
    hanoi(raw."Ngày xử lý xong") AS finished_at,
    hanoi(raw."Ngày trả kết quả") AS returned_at,
    TRY_CAST(raw."Lệ phí" AS BIGINT) AS fee_vnd,
    hanoi(raw."Cập nhật lúc") AS updated_at
FROM raw_csv_utf8 AS raw
INNER JOIN delivery USING (delivery_id);
