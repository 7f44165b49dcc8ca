-- procedure_day: the steps of the procedures' reform day by day, over the days of the campaign up to the day
-- The days are those of reference.campaign; while the source does not name its dates, they are as many days as it names
-- up to the publication's day, and is_assumed says so. Each day counts the catalogue as it stood at its end; a day of
-- which no catalogue is known has no row. What a procedure still lacks, of delegation that is planned,
-- an electronic process and payment on the portal that it needs, is an open step. All counts add up.
-- grain: day × agency in charge × bottleneck group (empty: none) · owner: data engineering
WITH span AS (
    SELECT
        coalesce(starts_on, $day::DATE - length_days + 1) AS first_day,
        least(coalesce(ends_on, $day::DATE), $day::DATE) AS last_day,
        starts_on IS NULL AS is_assumed
    FROM reference.campaign
    WHERE campaign_code = '60d'
),

-- a row of the catalogue and the days of the campaign it was so
stood AS (
    SELECT
        catalogue.*,
        span.is_assumed,
        unnest(range(
            greatest(catalogue.valid_from, span.first_day), least(catalogue.valid_to, span.last_day + 1), INTERVAL 1 DAY
        ))::DATE AS day
    FROM known_procedures_catalogue AS catalogue
    CROSS JOIN span
),

lacking AS (
    SELECT
        *,
        (delegation_planned = 'yes' AND coalesce(delegation_decided_on > day, true))::INTEGER
        + (needs_electronic_process = 'yes' AND has_electronic_process = 'no')::INTEGER
        + (needs_payment = 'yes' AND coalesce(payment_received_on > day, true))::INTEGER AS open_steps
    FROM stood
)

SELECT
    day AS business_day,
    agency,
    any_value(coalesce(known.name_vi, agency)) AS agency_name,
    bottleneck_no,
    count(*) AS procedures,
    count(*) FILTER (WHERE is_decentralised = 'yes') AS decentralised,
    count(*) FILTER (WHERE delegation_decided_on <= day) AS delegated,
    count(*) FILTER (WHERE needs_electronic_process = 'yes' AND has_electronic_process = 'yes') AS electronic,
    count(*) FILTER (WHERE needs_payment = 'yes' AND payment_received_on <= day) AS online_payment,
    sum(open_steps)::BIGINT AS open_steps,
    bool_or(is_assumed) AS is_assumed
FROM lacking
LEFT JOIN reference.supplier AS known ON agency = known.supplier
GROUP BY day, agency, bottleneck_no
ORDER BY day, agency, bottleneck_no
