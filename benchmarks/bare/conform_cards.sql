-- The cards' columns as the contract has them
-- grain: record · owner: data engineering
CREATE TABLE bare AS
SELECT
    raw.delivery_id,
    delivery.supplier,
    delivery.business_day,
    delivery.version,
    raw.position,
    raw.ma_the AS card_number,
    raw.ma_so_bhxh AS bhxh_number,
    raw.so_cccd AS citizen_id,
    plain_name(raw.ho_ten) AS full_name,
    CASE raw.gioi_tinh WHEN '1' THEN 'male' WHEN '2' THEN 'female' WHEN '3' THEN 'other' END AS sex,
    TRY_CAST(left(raw.ngay_sinh, 4) AS INTEGER) AS birth_year,
    CASE WHEN raw.loai_ngay_sinh = '0' THEN try_strptime(raw.ngay_sinh, '%Y%m%d')::DATE END AS birth_on,
    raw.ma_doi_tuong AS object_code,
    TRY_CAST(raw.muc_huong AS INTEGER) AS benefit_level,
    raw.ma_xa AS commune_code,
    raw.ma_dkbd AS facility_code,
    TRY_CAST(raw.tu_ngay AS DATE) AS starts_on,
    TRY_CAST(raw.den_ngay AS DATE) AS ends_on
FROM raw_bhxh AS raw
INNER JOIN delivery USING (delivery_id);
