-- Dossiers of each department on each day of the campaign, its overdue ones against the first day
-- grain: department, business day · owner: data engineering
SELECT
    here.business_day, here.unit, here.received, here.finished, here.late, here.processing, here.processing_late,
    here.overdue_start AS start_value, here.processing_late - here.overdue_start AS difference, desk.delivery,
    coalesce(desk.is_carried, false) AS is_carried
FROM temp.campaign_unit AS here
LEFT JOIN temp.desk_delivery AS desk USING (supplier, business_day)
WHERE here.unit_kind = 'department' AND here.received IS NOT NULL
ORDER BY here.business_day, here.processing_late DESC, here.supplier
