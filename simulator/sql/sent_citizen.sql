-- What the ministry of public security sends, item by item.
-- grain of sent_citizen: one row per item of a day's answer; `outcome` is what a faultless reader makes of it
CREATE TABLE sent_citizen AS
WITH copied AS (
    SELECT r.*, f.fault, unnest([coalesce(f.original, 'loaded'), f.copy, f.second_copy]) AS outcome, unnest([0, 1, 2]) AS nth
    FROM regular_citizen AS r LEFT JOIN fault_of AS f ON f.feed = 'population.citizen' AND f.id = r.id
)
SELECT
    * REPLACE (
        -- the last of the contradicting records gives another phone
        CASE WHEN fault LIKE 'contradiction%' AND nth = CASE fault WHEN 'contradiction' THEN 1 ELSE 2 END
            THEN '09' || lpad((roll('contradiction', id) % 100000000)::VARCHAR, 8, '0') ELSE phone END AS phone),
    row_number() OVER (PARTITION BY business_day ORDER BY known_at, CASE WHEN fault = 'missing_key' THEN '' ELSE citizen_id END, nth) AS position
FROM copied WHERE outcome IS NOT NULL;

CREATE TABLE city.http_item (supplier VARCHAR, feed VARCHAR, place BIGINT, business_day DATE, item VARCHAR);
INSERT INTO city.http_item
WITH written AS (
    SELECT
        business_day, position,
        CASE WHEN outcome = 'unreadable' THEN CASE WHEN id % 2 = 0 THEN '"(dòng lỗi)"' ELSE '0' END
        ELSE to_json({
            soDinhDanh: CASE WHEN fault = 'missing_key' THEN '' ELSE citizen_id END,
            hoTen: CASE operation WHEN 'upsert' THEN spelled(full_name, 'mixed', slot(roll('spelling', id * 4 + nth), 1) * 2) ELSE '' END,
            ngaySinh: CASE
                WHEN operation = 'delete' THEN ''
                WHEN fault = 'unparsable_date' THEN birth_year || '1399'
                WHEN fault = 'birth_year_digits' THEN strftime(birth_on + 366, '%Y%m%d')
                WHEN birth_precision = 1 THEN birth_year || '0000'
                WHEN birth_precision = 2 THEN strftime(birth_on, '%Y%m00')
                ELSE strftime(birth_on, '%Y%m%d') END,
            loaiNgaySinh: CASE
                WHEN operation = 'delete' THEN ''
                WHEN fault IN ('unparsable_date', 'birth_year_digits') THEN '0'
                ELSE birth_precision::VARCHAR END,
            gioiTinh: CASE WHEN operation = 'delete' THEN '' WHEN (sex = 'male') <> coalesce(fault = 'sex_digit', false) THEN '1' ELSE '2' END,
            maXaCuTru: CASE WHEN operation = 'delete' THEN '' WHEN fault = 'unknown_commune' THEN '99999' ELSE commune_code END,
            tinhTrangCuTru: CASE WHEN operation = 'delete' THEN '' WHEN residence = 'permanent' THEN '1' ELSE '2' END,
            soDienThoai: CASE WHEN operation = 'delete' THEN '' ELSE coalesce(phone, '') END,
            ngayCapThe: CASE WHEN operation = 'delete' THEN '' ELSE coalesce(strftime(card_issued_on, '%Y%m%d'), '') END,
            ngayMat: coalesce(strftime(died_on, '%Y%m%d'), ''),
            thaoTac: CASE operation WHEN 'upsert' THEN 'U' ELSE 'D' END,
            capNhatLuc: strftime(known_at, '%Y-%m-%dT%H:%M:%S') || '+07:00'
        })::VARCHAR END AS item
    FROM sent_citizen
)
SELECT 'bca', 'population.citizen', row_number() OVER (ORDER BY business_day, position) - 1 AS place, business_day, item FROM written ORDER BY place;
