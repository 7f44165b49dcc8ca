-- The citizens' columns as the contract has them
-- grain: record · owner: data engineering
CREATE TABLE bare AS
SELECT
    raw.delivery_id,
    delivery.supplier,
    delivery.business_day,
    delivery.version,
    raw.position,
    nullif(raw."soDinhDanh", '') AS citizen_id,
    plain_name(raw."hoTen") AS full_name,
    CASE raw."gioiTinh" WHEN '1' THEN 'male' WHEN '2' THEN 'female' END AS sex,
    TRY_CAST(left(raw."ngaySinh", 4) AS INTEGER) AS birth_year,
    CASE WHEN raw."loaiNgaySinh" = '0' THEN try_strptime(raw."ngaySinh", '%Y%m%d')::DATE END AS birth_on,
    nullif(raw."maXaCuTru", '') AS commune_code,
    CASE raw."tinhTrangCuTru" WHEN '1' THEN 'permanent' WHEN '2' THEN 'temporary' END AS residence,
    nullif(raw."soDienThoai", '') AS phone,
    try_strptime(raw."ngayCapThe", '%Y%m%d')::DATE AS card_issued_on,
    try_strptime(raw."ngayMat", '%Y%m%d')::DATE AS died_on,
    TRY_CAST(raw."capNhatLuc" AS TIMESTAMPTZ) AS updated_at,
    CASE raw."thaoTac" WHEN 'U' THEN 'upsert' WHEN 'D' THEN 'delete' END AS operation
FROM raw_bca AS raw
INNER JOIN delivery USING (delivery_id);
