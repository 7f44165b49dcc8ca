-- The records of JSON pages, each field as text
-- variables: files · grain: record · owner: data engineering
CREATE TABLE bca AS
WITH item AS (
    SELECT unnest(data) AS item
    FROM read_json(
        getvariable('files'), columns = { data: 'JSON[]' }, format = 'unstructured', maximum_object_size = 67108864
    )
)

SELECT
    unnest(json_transform(
        item,
        '{
            "soDinhDanh": "VARCHAR", "hoTen": "VARCHAR", "gioiTinh": "VARCHAR", "ngaySinh": "VARCHAR",
            "loaiNgaySinh": "VARCHAR", "maXaCuTru": "VARCHAR", "tinhTrangCuTru": "VARCHAR", "soDienThoai": "VARCHAR",
            "ngayCapThe": "VARCHAR", "ngayMat": "VARCHAR", "capNhatLuc": "VARCHAR", "thaoTac": "VARCHAR"
        }'
    ))
FROM item
WHERE json_type(item) = 'OBJECT';
