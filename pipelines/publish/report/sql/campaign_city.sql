-- Every indicator of the campaign for the whole city, on each of its days and on its first
-- grain: indicator, business day · owner: data engineering
SELECT
    here.business_day,
    [known.name_vi, known.name_en] AS indicator,
    here.day_no, here.start_value, here.value, here.difference,
    CASE
        WHEN here.is_assumed THEN ['ngày đầu không nêu trong nguồn', 'first day not named in the source'] ELSE
            ['ngày theo nguồn', 'days as the source names them']
    END AS source
FROM mart.campaign AS here
INNER JOIN (
    VALUES
    ('bottleneck_open_steps', 1, 'Việc còn thiếu của các điểm nghẽn', 'Open steps of the bottlenecks'),
    ('decentralised', 2, 'Thủ tục giải quyết theo phân cấp', 'Procedures decentralised'),
    ('delegated', 3, 'Thủ tục đã quyết định ủy quyền', 'Procedures delegated'),
    ('electronic', 4, 'Thủ tục có quy trình điện tử', 'Procedures with an electronic process'),
    ('online_payment', 5, 'Dịch vụ thanh toán trên Cổng quốc gia', 'Services with online payment'),
    ('received', 6, 'Hồ sơ tiếp nhận trong ngày', 'Dossiers received on the day'),
    ('finished', 7, 'Hồ sơ đã trả trong ngày', 'Dossiers finished on the day'),
    ('on_time', 8, 'Trả đúng và trước hạn trong ngày', 'Finished on time or early on the day'),
    ('late', 9, 'Trả muộn trong ngày', 'Finished late on the day'),
    ('processing', 10, 'Hồ sơ đang xử lý cuối ngày', 'Dossiers in process at the end'),
    ('processing_late', 11, 'Hồ sơ quá hạn cuối ngày', 'Dossiers overdue at the end')
) AS known (indicator, position, name_vi, name_en) USING (indicator)
WHERE here.unit = 'all'
ORDER BY here.business_day, known.position
