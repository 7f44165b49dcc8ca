-- The cards of one day as PostgreSQL itself hands them out in bulk, in key order
-- run in PostgreSQL · grain: card · owner: data engineering
COPY (
    SELECT
        ma_the, ma_so_bhxh, so_cccd, ho_ten, gioi_tinh, ngay_sinh, loai_ngay_sinh, ma_doi_tuong, muc_huong, ma_xa,
        ma_dkbd, tu_ngay, den_ngay
    FROM bhxh.the_bhyt
    WHERE ngay_trich = '2024-01-15'
    ORDER BY ma_the
) TO STDOUT
