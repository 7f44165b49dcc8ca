-- desks_against_portal: dossiers that a desk or the national portal counts; found where only one of them does, so that
-- the sum of the desks is not the portal's total. The portal does not name the desk: a dossier that no desk delivered
-- is the unit's that delivered the most dossiers with the same agency code, the part before the first hyphen
-- grain: day × dossier · owner: data engineering
WITH agency AS (
    SELECT split_part(dossier_code, '-', 1) AS agency_code, supplier
    FROM procedures_dossier_on
    GROUP BY agency_code, supplier
    QUALIFY row_number() OVER (PARTITION BY agency_code ORDER BY count(*) DESC, supplier) = 1
)

SELECT
    day,
    coalesce(desk.supplier, agency.supplier, 'none') AS unit,
    desk.dossier_code IS NULL OR portal.dossier_code IS NULL AS is_found,
    dossier_code,
    desk.dossier_code IS NOT NULL AS is_at_desk,
    portal.dossier_code IS NOT NULL AS is_on_portal
FROM procedures_dossier_on AS desk
FULL JOIN procedures_portal_dossier_on AS portal USING (day, dossier_code)
LEFT JOIN agency ON split_part(portal.dossier_code, '-', 1) = agency.agency_code
