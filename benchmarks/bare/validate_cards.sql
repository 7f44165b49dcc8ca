-- Every record that breaks a rule or repeats another, with the rules it breaks in their order
-- grain of fault: record that does not load · owner: data engineering
CREATE TEMP TABLE broken AS
WITH checked AS (
    SELECT
        delivery_id,
        position,
        card_number IS NULL AND card_number__unmapped IS NULL AS "card_number.required",
        card_number__unmapped IS NOT NULL AS "card_number.mapped",
        bhxh_number IS NULL AND bhxh_number__unmapped IS NULL AS "bhxh_number.required",
        bhxh_number__unmapped IS NOT NULL AS "bhxh_number.mapped",
        citizen_id__unmapped IS NOT NULL AS "citizen_id.mapped",
        full_name IS NULL AND full_name__unmapped IS NULL AS "full_name.required",
        full_name__unmapped IS NOT NULL AS "full_name.mapped",
        sex IS NULL AND sex__unmapped IS NULL AS "sex.required",
        sex__unmapped IS NOT NULL AS "sex.mapped",
        sex NOT IN ('male', 'female', 'other') AS "sex.allowed",
        birth_year IS NULL AND birth_year__unmapped IS NULL AS "birth_year.required",
        birth_year__unmapped IS NOT NULL AS "birth_year.mapped",
        birth_on__unmapped IS NOT NULL AS "birth_on.mapped",
        object_code IS NULL AND object_code__unmapped IS NULL AS "object_code.required",
        object_code__unmapped IS NOT NULL AS "object_code.mapped",
        object_code NOT IN (SELECT known.code FROM reference.known WHERE known.list = 'insurance_object')
            AS "object_code.known",
        benefit_level IS NULL AND benefit_level__unmapped IS NULL AS "benefit_level.required",
        benefit_level__unmapped IS NOT NULL AS "benefit_level.mapped",
        benefit_level NOT BETWEEN 1 AND 5 AS "benefit_level.allowed",
        commune_code IS NULL AND commune_code__unmapped IS NULL AS "commune_code.required",
        commune_code__unmapped IS NOT NULL AS "commune_code.mapped",
        commune_code NOT IN (SELECT known.code FROM reference.known WHERE known.list = 'place') AS "commune_code.known",
        facility_code IS NULL AND facility_code__unmapped IS NULL AS "facility_code.required",
        facility_code__unmapped IS NOT NULL AS "facility_code.mapped",
        facility_code NOT IN (SELECT known.code FROM reference.known WHERE known.list = 'facility')
            AS "facility_code.known",
        starts_on IS NULL AND starts_on__unmapped IS NULL AS "starts_on.required",
        starts_on__unmapped IS NOT NULL AS "starts_on.mapped",
        ends_on__unmapped IS NOT NULL AS "ends_on.mapped",
        NOT regexp_full_match(card_number, '[A-Z]{2}[1-5][0-9]{12}') AS "card_number.shape",
        regexp_full_match(card_number, '[A-Z]{2}[1-5][0-9]{12}')
        AND left(card_number, 2) <> object_code AS "card_number.object",
        regexp_full_match(card_number, '[A-Z]{2}[1-5][0-9]{12}')
        AND substr(card_number, 3, 1) <> benefit_level::VARCHAR AS "card_number.benefit",
        regexp_full_match(card_number, '[A-Z]{2}[1-5][0-9]{12}')
        AND right(card_number, 10) <> bhxh_number AS "card_number.bhxh",
        NOT regexp_full_match(bhxh_number, '[0-9]{10}') AS "bhxh_number.shape",
        NOT regexp_full_match(citizen_id, '[0-9]{12}') AS "citizen_id.shape",
        regexp_full_match(citizen_id, '[0-9]{12}')
        AND left(citizen_id, 3) NOT IN (SELECT known.code FROM reference.known WHERE known.list = 'citizen_prefix')
            AS "citizen_id.province",
        regexp_full_match(citizen_id, '[0-9]{12}')
        AND sex <> 'other'
        AND (ascii(substr(citizen_id, 4, 1)) % 2 = 0) <> (sex = 'male') AS "citizen_id.sex",
        regexp_full_match(citizen_id, '[0-9]{12}')
        AND 1900 + (ascii(substr(citizen_id, 4, 1)) - 48) // 2 * 100 + TRY_CAST(substr(citizen_id, 5, 2) AS INTEGER)
        <> birth_year AS "citizen_id.birth_year",
        birth_year NOT BETWEEN 1900 AND year(business_day) AS "birth_year.plausible",
        year(birth_on) <> birth_year AS "birth_on.year",
        birth_on > business_day AS "birth_on.day",
        starts_on > ends_on AS "ends_on.order",
        ends_on < business_day AS "ends_on.expired",
        starts_on < coalesce(birth_on, make_date(birth_year, 1, 1)) AS "starts_on.after_birth"
    FROM conformed
)

SELECT
    delivery_id,
    position,
    list_filter([
        CASE WHEN "card_number.required" THEN 'card_number.required' END,
        CASE WHEN "card_number.mapped" THEN 'card_number.mapped' END,
        CASE WHEN "bhxh_number.required" THEN 'bhxh_number.required' END,
        CASE WHEN "bhxh_number.mapped" THEN 'bhxh_number.mapped' END,
        CASE WHEN "citizen_id.mapped" THEN 'citizen_id.mapped' END,
        CASE WHEN "full_name.required" THEN 'full_name.required' END,
        CASE WHEN "full_name.mapped" THEN 'full_name.mapped' END,
        CASE WHEN "sex.required" THEN 'sex.required' END,
        CASE WHEN "sex.mapped" THEN 'sex.mapped' END,
        CASE WHEN "sex.allowed" THEN 'sex.allowed' END,
        CASE WHEN "birth_year.required" THEN 'birth_year.required' END,
        CASE WHEN "birth_year.mapped" THEN 'birth_year.mapped' END,
        CASE WHEN "birth_on.mapped" THEN 'birth_on.mapped' END,
        CASE WHEN "object_code.required" THEN 'object_code.required' END,
        CASE WHEN "object_code.mapped" THEN 'object_code.mapped' END,
        CASE WHEN "object_code.known" THEN 'object_code.known' END,
        CASE WHEN "benefit_level.required" THEN 'benefit_level.required' END,
        CASE WHEN "benefit_level.mapped" THEN 'benefit_level.mapped' END,
        CASE WHEN "benefit_level.allowed" THEN 'benefit_level.allowed' END,
        CASE WHEN "commune_code.required" THEN 'commune_code.required' END,
        CASE WHEN "commune_code.mapped" THEN 'commune_code.mapped' END,
        CASE WHEN "commune_code.known" THEN 'commune_code.known' END,
        CASE WHEN "facility_code.required" THEN 'facility_code.required' END,
        CASE WHEN "facility_code.mapped" THEN 'facility_code.mapped' END,
        CASE WHEN "facility_code.known" THEN 'facility_code.known' END,
        CASE WHEN "starts_on.required" THEN 'starts_on.required' END,
        CASE WHEN "starts_on.mapped" THEN 'starts_on.mapped' END,
        CASE WHEN "ends_on.mapped" THEN 'ends_on.mapped' END,
        CASE WHEN "card_number.shape" THEN 'card_number.shape' END,
        CASE WHEN "card_number.object" THEN 'card_number.object' END,
        CASE WHEN "card_number.benefit" THEN 'card_number.benefit' END,
        CASE WHEN "card_number.bhxh" THEN 'card_number.bhxh' END,
        CASE WHEN "bhxh_number.shape" THEN 'bhxh_number.shape' END,
        CASE WHEN "citizen_id.shape" THEN 'citizen_id.shape' END,
        CASE WHEN "citizen_id.province" THEN 'citizen_id.province' END,
        CASE WHEN "citizen_id.sex" THEN 'citizen_id.sex' END,
        CASE WHEN "citizen_id.birth_year" THEN 'citizen_id.birth_year' END,
        CASE WHEN "birth_year.plausible" THEN 'birth_year.plausible' END,
        CASE WHEN "birth_on.year" THEN 'birth_on.year' END,
        CASE WHEN "birth_on.day" THEN 'birth_on.day' END,
        CASE WHEN "ends_on.order" THEN 'ends_on.order' END,
        CASE WHEN "ends_on.expired" THEN 'ends_on.expired' END,
        CASE WHEN "starts_on.after_birth" THEN 'starts_on.after_birth' END
    ], lambda rule_id: rule_id IS NOT NULL) AS rule_ids
FROM checked
WHERE
    "card_number.required"
    OR "card_number.mapped"
    OR "bhxh_number.required"
    OR "bhxh_number.mapped"
    OR "citizen_id.mapped"
    OR "full_name.required"
    OR "full_name.mapped"
    OR "sex.required"
    OR "sex.mapped"
    OR "sex.allowed"
    OR "birth_year.required"
    OR "birth_year.mapped"
    OR "birth_on.mapped"
    OR "object_code.required"
    OR "object_code.mapped"
    OR "object_code.known"
    OR "benefit_level.required"
    OR "benefit_level.mapped"
    OR "benefit_level.allowed"
    OR "commune_code.required"
    OR "commune_code.mapped"
    OR "commune_code.known"
    OR "facility_code.required"
    OR "facility_code.mapped"
    OR "facility_code.known"
    OR "starts_on.required"
    OR "starts_on.mapped"
    OR "ends_on.mapped"
    OR "card_number.shape"
    OR "card_number.object"
    OR "card_number.benefit"
    OR "card_number.bhxh"
    OR "bhxh_number.shape"
    OR "citizen_id.shape"
    OR "citizen_id.province"
    OR "citizen_id.sex"
    OR "citizen_id.birth_year"
    OR "birth_year.plausible"
    OR "birth_on.year"
    OR "birth_on.day"
    OR "ends_on.order"
    OR "ends_on.expired"
    OR "starts_on.after_birth";

-- two records of one key: the same again is a duplicate, anything else a contradiction of which nobody knows the truth
CREATE TEMP TABLE repeated AS
WITH rival AS (
    SELECT
        delivery_id,
        position,
        card_number,
        row_number() OVER (
            PARTITION BY
                card_number,
                bhxh_number,
                citizen_id,
                full_name,
                sex,
                birth_year,
                birth_on,
                object_code,
                benefit_level,
                commune_code,
                facility_code, starts_on, ends_on
            ORDER BY position
        ) > 1 AS is_duplicate
    FROM conformed
    SEMI JOIN (
        SELECT card_number FROM conformed GROUP BY ALL HAVING count(*) > 1
    ) AS shared USING (card_number)
)

SELECT
    delivery_id,
    position,
    is_duplicate,
    count(*) FILTER (WHERE NOT is_duplicate) OVER (PARTITION BY card_number) > 1 AS is_contradicted
FROM rival;

CREATE TABLE fault AS
SELECT
    delivery_id,
    position,
    CASE WHEN repeated.is_duplicate THEN 'duplicate' ELSE 'quarantined' END AS disposition,
    CASE
        WHEN repeated.is_duplicate THEN []
        WHEN repeated.is_contradicted THEN list_concat(['record.contradiction'], coalesce(severe.rule_ids, []))
        ELSE severe.rule_ids
    END AS rule_ids
FROM (
    SELECT
        delivery_id,
        position,
        list_filter(
            rule_ids,
            lambda rule_id: rule_id NOT IN (
                'citizen_id.province', 'citizen_id.sex', 'citizen_id.birth_year', 'ends_on.expired'
            )
        ) AS rule_ids
    FROM broken
) AS severe
FULL JOIN repeated USING (delivery_id, position)
WHERE repeated.is_duplicate OR repeated.is_contradicted OR len(severe.rule_ids) > 0;
