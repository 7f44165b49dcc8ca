-- portal_difference: where the national portal and the desks tell different things of the same dossiers
-- Dossiers are compared as both sides held them at the end of the day. Done means that the work has ended: done, handed
-- over or withdrawn. The portal does not name the desk: a dossier that no desk delivered belongs to the desk that
-- delivered the most dossiers with the same agency code, the part of the dossier code before the first hyphen; where
-- no desk ever did, to 'none'. grain: supplier of the desk · owner: data engineering
WITH desk AS (
    SELECT
        dossier.supplier,
        dossier.dossier_code,
        split_part(dossier.dossier_code, '-', 1) AS agency_code,
        status.report_bucket = 'finished' AS is_done
    FROM known_procedures_dossier AS dossier
    LEFT JOIN reference.dossier_status AS status USING (status_code)
    WHERE dossier.valid_from < end_of($day) AND dossier.valid_to >= end_of($day)
),

portal AS (
    SELECT
        dossier.dossier_code,
        split_part(dossier.dossier_code, '-', 1) AS agency_code,
        status.report_bucket = 'finished' AS is_done
    FROM known_procedures_portal_dossier AS dossier
    LEFT JOIN reference.dossier_status AS status USING (status_code)
    WHERE dossier.valid_from < end_of($day) AND dossier.valid_to >= end_of($day)
),

agency AS (
    SELECT agency_code, supplier
    FROM desk
    GROUP BY agency_code, supplier
    QUALIFY row_number() OVER (PARTITION BY agency_code ORDER BY count(*) DESC, supplier) = 1
),

pair AS (
    SELECT
        coalesce(desk.supplier, agency.supplier, 'none') AS supplier,
        desk.dossier_code IS NOT NULL AS is_at_desk,
        portal.dossier_code IS NOT NULL AS is_on_portal,
        coalesce(desk.is_done, false) AS is_done_at_desk,
        coalesce(portal.is_done, false) AS is_done_on_portal
    FROM portal
    FULL JOIN desk USING (dossier_code)
    LEFT JOIN agency ON portal.agency_code = agency.agency_code
)

SELECT
    $day AS as_of,
    supplier,
    any_value(coalesce(known.name_vi, supplier)) AS supplier_name,
    count(*) FILTER (WHERE is_at_desk) AS at_desk,
    count(*) FILTER (WHERE is_on_portal) AS on_portal,
    count(*) FILTER (WHERE is_at_desk AND is_on_portal) AS on_both,
    count(*) FILTER (WHERE is_at_desk AND NOT is_on_portal) AS missing_on_portal,
    count(*) FILTER (WHERE is_on_portal AND NOT is_at_desk) AS missing_at_desk,
    count(*) FILTER (
        WHERE is_at_desk AND is_on_portal AND is_done_on_portal AND NOT is_done_at_desk
    ) AS done_on_portal_only,
    count(*) FILTER (
        WHERE is_at_desk AND is_on_portal AND is_done_at_desk AND NOT is_done_on_portal
    ) AS done_at_desk_only
FROM pair
LEFT JOIN reference.supplier AS known USING (supplier)
WHERE EXISTS (SELECT 1 FROM desk) AND EXISTS (SELECT 1 FROM portal)
GROUP BY supplier
ORDER BY supplier
