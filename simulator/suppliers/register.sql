-- The insurance register: versions of cards, and the errors it makes on single days; shown as one dated extract a day.
CREATE SCHEMA bhxh;
CREATE TABLE bhxh.ngay (ngay_trich date PRIMARY KEY, mat_nua boolean NOT NULL);
CREATE TABLE bhxh.phien_ban (
    id bigint PRIMARY KEY, tu_phien date NOT NULL, den_phien date NOT NULL,
    ma_the text, ma_so_bhxh text, so_cccd text, ho_ten text, ngay_sinh text, loai_ngay_sinh smallint, gioi_tinh smallint,
    ma_doi_tuong text, muc_huong smallint, ma_xa text, ma_dkbd text, tu_ngay date, den_ngay date
);
CREATE TABLE bhxh.sai_sot (
    id bigint NOT NULL, ngay_trich date NOT NULL,
    ma_the text, ma_so_bhxh text, so_cccd text, ho_ten text, ngay_sinh text, loai_ngay_sinh smallint, gioi_tinh smallint,
    ma_doi_tuong text, muc_huong smallint, ma_xa text, ma_dkbd text, tu_ngay date, den_ngay date
);
