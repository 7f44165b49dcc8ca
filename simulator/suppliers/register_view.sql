-- grain: one row per card and day of extract, but for the errors of that day
CREATE VIEW bhxh.the_bhyt AS
SELECT
    n.ngay_trich, p.ma_the, p.ma_so_bhxh, p.so_cccd, p.ho_ten, p.ngay_sinh, p.loai_ngay_sinh, p.gioi_tinh,
    p.ma_doi_tuong, p.muc_huong, p.ma_xa, p.ma_dkbd, p.tu_ngay, p.den_ngay
FROM bhxh.ngay AS n
JOIN bhxh.phien_ban AS p ON p.tu_phien <= n.ngay_trich AND n.ngay_trich < p.den_phien
WHERE NOT (n.mat_nua AND p.id % 2 = 0)
    AND NOT EXISTS (SELECT FROM bhxh.sai_sot AS s WHERE s.ngay_trich = n.ngay_trich AND s.id = p.id)
UNION ALL
SELECT
    s.ngay_trich, s.ma_the, s.ma_so_bhxh, s.so_cccd, s.ho_ten, s.ngay_sinh, s.loai_ngay_sinh, s.gioi_tinh,
    s.ma_doi_tuong, s.muc_huong, s.ma_xa, s.ma_dkbd, s.tu_ngay, s.den_ngay
FROM bhxh.sai_sot AS s
JOIN bhxh.ngay AS n USING (ngay_trich);

GRANT USAGE ON SCHEMA bhxh TO thu_thap;
GRANT SELECT ON bhxh.the_bhyt TO thu_thap;
