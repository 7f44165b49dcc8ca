-- id_application: applications for the citizen ID card, what became of them, and how long the card took
-- An application counts with the state it had at the end of the day. Approved are those that were approved, issued ones
-- included; open those neither issued nor refused. The days run from receipt to issue. The district is that of the
-- applicant's commune on the day the record speaks of. Applications are counted, and one person may have several; their
-- states by district are withheld where few are counted (withhold.sql).
-- grain: district × kind of application, with their totals under the code 'all' · owner: data engineering
WITH application AS (
    SELECT
        coalesce(place.district_code, 'none') AS district_code,
        told.kind,
        told.status,
        CASE WHEN told.status = 'issued' THEN told.issued_on - told.received_on END AS days
    FROM known_population_id_application AS told
    LEFT JOIN reference.place
        ON
            place.level = 'commune'
            AND told.commune_code = place.place_code
            AND place.valid_from <= hanoi_day(told.valid_from)
            AND place.valid_to > hanoi_day(told.valid_from)
    WHERE told.valid_from < end_of($day) AND told.valid_to >= end_of($day)
),

counted AS (
    SELECT
        coalesce(district_code, 'all') AS district_code,
        coalesce(kind, 'all') AS kind,
        count(*) AS received,
        count(*) FILTER (WHERE status = 'received') AS waiting,
        count(*) FILTER (WHERE status = 'approved') AS only_approved,
        count(*) FILTER (WHERE status = 'issued') AS issued,
        count(*) FILTER (WHERE status = 'refused') AS refused,
        quantile_cont(days, 0.5) AS median_days,
        quantile_cont(days, 0.9) AS p90_days
    FROM application
    GROUP BY CUBE (district_code, kind)
    HAVING count(*) > 0
)

SELECT
    $day AS as_of,
    district.district_code,
    district.district_name,
    kind.kind,
    coalesce(counted.received, 0) AS received,
    coalesce(counted.only_approved + counted.issued, 0) AS approved,
    coalesce(counted.issued, 0) AS issued,
    coalesce(counted.refused, 0) AS refused,
    coalesce(counted.waiting + counted.only_approved, 0) AS "open",
    counted.median_days,
    counted.p90_days,
    coalesce(counted.waiting, 0) AS waiting,
    coalesce(counted.only_approved, 0) AS only_approved
FROM district_rows($day) AS district
CROSS JOIN (SELECT unnest(['first', 'renewal', 'reissue', 'all']) AS kind) AS kind
LEFT JOIN counted USING (district_code, kind)
WHERE
    EXISTS (SELECT 1 FROM application)
    AND (district.district_code <> 'none' OR 'none' IN (SELECT application.district_code FROM application))
ORDER BY district.district_code = 'all', district.district_code, kind.kind = 'all', kind.kind
