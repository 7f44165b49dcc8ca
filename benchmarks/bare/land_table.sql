-- What tells one extract from another, whatever the order of its rows: how many records, and the sum of their hashes
-- variables: source · grain: one row · owner: data engineering
CREATE TEMP TABLE identity AS
SELECT
    count(*) AS records,
    sum(md5_number_lower(concat_ws(
        '|',
        ma_the, ma_so_bhxh, so_cccd, ho_ten, gioi_tinh, ngay_sinh, loai_ngay_sinh, ma_doi_tuong, muc_huong, ma_xa,
        ma_dkbd, tu_ngay, den_ngay
    ))) AS hashes
FROM read_parquet(getvariable('source'));
