-- The records of JSON lines, each field as text; a line that is no JSON is left out. (With ignore_errors, read_json
-- also loses the good line after one that ends behind a colon.)
-- variables: files · grain: record · owner: data engineering
CREATE TABLE jsonl AS
SELECT
    unnest(json_transform(
        line,
        '{
            "maHoSo": "VARCHAR", "maTTHC": "VARCHAR", "hoTen": "VARCHAR", "soCCCD": "VARCHAR", "gioiTinh": "VARCHAR",
            "dienThoai": "VARCHAR", "loaiNguoiNop": "VARCHAR", "kenhTiepNhan": "VARCHAR", "trangThai": "VARCHAR",
            "ngayTiepNhan": "VARCHAR", "ngayHenTra": "VARCHAR", "soGioXuLy": "VARCHAR", "ngayXuLyXong": "VARCHAR",
            "ngayTraKetQua": "VARCHAR", "lePhi": "VARCHAR", "capNhatLuc": "VARCHAR"
        }'
    ))
FROM
    read_csv(
        getvariable('files'),
        columns = { line: 'VARCHAR' }, delim = '\x01', quote = '', escape = '', header = false, auto_detect = false
    )
WHERE json_valid(line);
