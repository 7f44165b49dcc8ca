-- What the city's report counts, straight from the history, and the small tables as they are. Nothing is withheld, a
-- pause stops no clock, and no dossier is on time or late here
-- catalogs: published, the new file · variables: day · grain: as named · owner: data engineering
CREATE SCHEMA published.ops;

CREATE SCHEMA published.reference;

CREATE SCHEMA published.mart;

CREATE TABLE published.ops.delivery AS SELECT * FROM ops.delivery ORDER BY business_day, feed, supplier, version;

CREATE TABLE published.ops.due AS SELECT * FROM ops.due ORDER BY business_day, feed, supplier;

CREATE TABLE published.ops.attempt AS SELECT * FROM ops.attempt;

CREATE TABLE published.ops.settlement AS SELECT * FROM ops.settlement;

CREATE TABLE published.ops.warning AS SELECT * FROM ops.warning;

CREATE TABLE published.reference.calendar AS SELECT * FROM reference.calendar;

CREATE TABLE published.reference.facility AS SELECT * FROM reference.facility;

CREATE TABLE published.reference.place AS SELECT * FROM reference.place;

CREATE TABLE published.reference.place_change AS SELECT * FROM reference.place_change;

CREATE TABLE published.reference.procedure AS SELECT * FROM reference.procedure;

-- grain: district, payer group, and their totals
CREATE TABLE published.mart.insurance_sync AS
SELECT
    coalesce(place.district_code, 'all') AS district_code,
    coalesce(insured.payer_group, 'all') AS object_group,
    count(*) AS cards,
    count(citizen.citizen_id) AS matched
FROM history.insurance_card AS card
LEFT JOIN history.population_citizen AS citizen
    ON
        card.citizen_id = citizen.citizen_id
        AND citizen.valid_to = TIMESTAMPTZ '9999-12-31 00:00:00+00'
        AND citizen.died_on IS NULL
LEFT JOIN reference.insurance_object AS insured ON card.object_code = insured.object_code
LEFT JOIN reference.place
    ON
        place.level = 'commune'
        AND card.commune_code = place.place_code
        AND place.valid_from <= getvariable('day')::DATE
        AND place.valid_to > getvariable('day')::DATE
WHERE
    card.valid_from <= getvariable('day')::DATE
    AND card.valid_to > getvariable('day')::DATE
    AND card.starts_on <= getvariable('day')::DATE
    AND (card.ends_on IS NULL OR card.ends_on >= getvariable('day')::DATE)
GROUP BY CUBE (place.district_code, insured.payer_group);

-- grain: district, field
CREATE TABLE published.mart.dossier_on_time AS
SELECT
    dossier.supplier,
    procedure.field,
    count(*) FILTER (
        status.report_bucket <> 'not_counted'
        AND timezone('Asia/Ho_Chi_Minh', dossier.received_at)::DATE = getvariable('day')::DATE
    ) AS received,
    count(*) FILTER (
        status.report_bucket = 'finished'
        AND timezone('Asia/Ho_Chi_Minh', coalesce(dossier.finished_at, dossier.returned_at, dossier.valid_from))::DATE
        = getvariable('day')::DATE
    ) AS finished
FROM history.procedures_dossier AS dossier
LEFT JOIN reference.dossier_status AS status ON dossier.status_code = status.status_code
LEFT JOIN reference.procedure ON dossier.procedure_code = procedure.procedure_code
GROUP BY ALL;
