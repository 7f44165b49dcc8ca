-- The records of comma files, decoded from TCVN3 before; a line that cannot be split or decoded is left out
-- variables: files · grain: record · owner: data engineering
CREATE TABLE csv_tcvn3 AS
SELECT *
FROM
    read_csv(
        getvariable('files'),
        delim = ',', quote = '"', escape = '"', header = true, ignore_errors = true, auto_detect = false,
        columns = {
            'Mã hồ sơ': 'VARCHAR', 'Mã TTHC': 'VARCHAR', 'Họ và tên': 'VARCHAR', 'Số CCCD': 'VARCHAR',
            'Giới tính': 'VARCHAR', 'Điện thoại': 'VARCHAR', 'Loại người nộp': 'VARCHAR', 'Kênh tiếp nhận': 'VARCHAR',
            'Trạng thái': 'VARCHAR', 'Ngày tiếp nhận': 'VARCHAR', 'Ngày hẹn trả': 'VARCHAR', 'Số giờ xử lý': 'VARCHAR',
            'Ngày xử lý xong': 'VARCHAR', 'Ngày trả kết quả': 'VARCHAR', 'Lệ phí': 'VARCHAR', 'Cập nhật lúc': 'VARCHAR'
        }
    )
WHERE NOT contains("Họ và tên", chr(65533));
