-- desk_done_portal_not: dossiers that both the desk and the national portal know; found where their work has ended,
-- done at the desk and not on the portal
-- grain: day × dossier · owner: data engineering
SELECT
    desk.day,
    desk.supplier AS unit,
    desk_status.report_bucket = 'finished' AND portal_status.report_bucket <> 'finished' AS is_found,
    desk.dossier_code,
    desk_status.label_vi AS desk_status,
    portal_status.label_vi AS portal_status
FROM procedures_dossier_on AS desk
INNER JOIN procedures_portal_dossier_on AS portal USING (day, dossier_code)
INNER JOIN reference.dossier_status AS desk_status ON desk.status_code = desk_status.status_code
INNER JOIN reference.dossier_status AS portal_status ON portal.status_code = portal_status.status_code
