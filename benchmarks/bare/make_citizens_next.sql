-- The changes of the day after: 1 % of the citizens have a new phone number, 1 in 1,000 moved away
-- variables: pages, the landed pages of the first day · grain: change · owner: data engineering
CREATE OR REPLACE TEMP TABLE made AS
WITH item AS (
    SELECT unnest(json_extract(content, '$.data[*]')) AS item
    FROM read_text(getvariable('pages'))
),

drawn AS (
    SELECT item, item ->> 'soDinhDanh' AS citizen_id, md5_number_lower(item ->> 'soDinhDanh') % 1000 AS lot
    FROM item
    WHERE json_type(item) = 'OBJECT'
    QUALIFY row_number() OVER (PARTITION BY citizen_id ORDER BY item::VARCHAR) = 1
)

SELECT
    row_number() OVER (ORDER BY citizen_id) AS place,
    CASE
        WHEN lot < 10
            THEN json_merge_patch(
                item, json_object('soDienThoai', '0900000001', 'capNhatLuc', '2024-01-16T10:00:00+07:00')
            )
        ELSE json_object(
            'soDinhDanh', citizen_id, 'hoTen', '', 'ngaySinh', '', 'loaiNgaySinh', '', 'gioiTinh', '',
            'maXaCuTru', '', 'tinhTrangCuTru', '', 'soDienThoai', '', 'ngayCapThe', '', 'ngayMat', '',
            'thaoTac', 'D', 'capNhatLuc', '2024-01-16T11:00:00+07:00'
        )
    END::VARCHAR AS item
FROM drawn
WHERE lot < 11;
