-- The groups of Decision 766/QĐ-TTg as shares of what was delivered; a group without records has no figure
-- grain: figure of a group, in the decision's order · owner: data engineering
WITH dossier AS (
    SELECT sum(punctual) AS punctual, sum(finished) AS finished
    FROM temp.unit_day
    WHERE business_day = (SELECT max(business_day) FROM temp.unit_day)
),

catalogue AS (
    SELECT
        sum(online_full) AS online_full, sum(online_full + online_partial) AS online, sum(procedures) AS procedures,
        sum(payment_received) AS payment_received, sum(needs_payment) AS needs_payment
    FROM mart.procedure_catalogue
),

form AS (
    SELECT sum(satisfied) AS satisfied, sum(scores) AS scores
    FROM mart.satisfaction
    WHERE period = '30_days' AND criterion = 'all'
)

SELECT
    unnest([
        ['Công khai, minh bạch', 'Transparency'],
        ['Tiến độ giải quyết', 'Progress'],
        ['Dịch vụ công trực tuyến', 'Online services'],
        ['Dịch vụ công trực tuyến', 'Online services'],
        ['Thanh toán trực tuyến', 'Online payment'],
        ['Số hóa hồ sơ', 'Digitisation'],
        ['Mức độ hài lòng', 'Satisfaction']
    ]) AS group_766,
    unnest([
        ['chưa có dữ liệu về ngày công khai', 'no records of when procedures are made public'],
        ['hồ sơ đúng và trước hạn từ đầu năm', 'dossiers on time or early since the year began'],
        ['thủ tục toàn trình trên thủ tục có hiệu lực', 'procedures wholly online, of those in force'],
        ['thủ tục toàn trình và một phần', 'procedures wholly or partly online'],
        ['dịch vụ thanh toán được trên Cổng quốc gia', 'services that can be paid on the national portal'],
        ['chưa có dữ liệu về thành phần và kết quả số hóa', 'no records of digitised components and results'],
        ['điểm hài lòng trên số điểm chấm, 30 ngày', 'scores of satisfied out of all scores, 30 days']
    ]) AS figure_766,
    unnest([
        NULL, punctual / nullif(finished, 0), online_full / nullif(procedures, 0), online / nullif(procedures, 0),
        payment_received / nullif(needs_payment, 0), NULL, satisfied / nullif(scores, 0)
    ]) AS share,
    unnest([NULL, punctual, online_full, online, payment_received, NULL, satisfied])::BIGINT AS numerator,
    unnest([NULL, finished, procedures, procedures, needs_payment, NULL, scores])::BIGINT AS denominator
FROM dossier
CROSS JOIN catalogue
CROSS JOIN form
