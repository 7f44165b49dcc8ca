-- portal_difference once more: every dossier that anybody holds, with what each side holds of it
-- grain: supplier of the desk
WITH done AS (
    SELECT status_code::INTEGER AS status_code FROM fact('dossier_statuses') WHERE report_bucket = 'finished'
), held AS (
    SELECT dossier_code, supplier, status_code IN (FROM done) AS at_desk, NULL AS on_portal FROM procedures_dossier_today
    UNION ALL
    SELECT dossier_code, NULL, NULL, status_code IN (FROM done) FROM procedures_portal_dossier_today
), dossier AS (
    SELECT
        dossier_code, dossier_code[:instr(dossier_code || '-', '-') - 1] AS agency, max(supplier) AS supplier, bool_or(at_desk) AS at_desk, bool_or(on_portal) AS on_portal
    FROM held GROUP BY dossier_code
), most AS (
    SELECT agency, supplier FROM dossier WHERE supplier IS NOT NULL GROUP BY agency, supplier
    QUALIFY rank() OVER (PARTITION BY agency ORDER BY count(*) DESC, supplier) = 1
)
SELECT
    today() AS as_of, coalesce(d.supplier, m.supplier, 'none') AS supplier, count(at_desk) AS at_desk, count(on_portal) AS on_portal,
    count(at_desk = on_portal) AS on_both, tally(on_portal IS NULL) AS missing_on_portal, tally(at_desk IS NULL) AS missing_at_desk,
    tally(on_portal AND NOT at_desk) AS done_on_portal_only, tally(at_desk AND NOT on_portal) AS done_at_desk_only
FROM dossier AS d LEFT JOIN most AS m USING (agency)
WHERE EXISTS (FROM procedures_dossier_today) AND EXISTS (FROM procedures_portal_dossier_today)
GROUP BY ALL
