-- Every record that breaks a rule or repeats another, with the rules it breaks in their order
-- grain of fault: record that does not load · owner: data engineering
CREATE TEMP TABLE broken AS
WITH checked AS (
    SELECT
        delivery_id,
        position,
        citizen_id IS NULL AND citizen_id__unmapped IS NULL AS "citizen_id.required",
        citizen_id__unmapped IS NOT NULL AS "citizen_id.mapped",
        (full_name IS NULL AND full_name__unmapped IS NULL AND operation IS DISTINCT FROM 'delete')
            AS "full_name.required",
        full_name__unmapped IS NOT NULL AS "full_name.mapped",
        (sex IS NULL AND sex__unmapped IS NULL AND operation IS DISTINCT FROM 'delete')
            AS "sex.required",
        sex__unmapped IS NOT NULL AS "sex.mapped",
        sex NOT IN ('male', 'female') AS "sex.allowed",
        (birth_year IS NULL AND birth_year__unmapped IS NULL AND operation IS DISTINCT FROM 'delete')
            AS "birth_year.required",
        birth_year__unmapped IS NOT NULL AS "birth_year.mapped",
        birth_on__unmapped IS NOT NULL AS "birth_on.mapped",
        (commune_code IS NULL AND commune_code__unmapped IS NULL AND operation IS DISTINCT FROM 'delete')
            AS "commune_code.required",
        commune_code__unmapped IS NOT NULL AS "commune_code.mapped",
        commune_code NOT IN (SELECT known.code FROM reference.known WHERE known.list = 'place') AS "commune_code.known",
        (residence IS NULL AND residence__unmapped IS NULL AND operation IS DISTINCT FROM 'delete')
            AS "residence.required",
        residence__unmapped IS NOT NULL AS "residence.mapped",
        residence NOT IN ('permanent', 'temporary') AS "residence.allowed",
        phone__unmapped IS NOT NULL AS "phone.mapped",
        card_issued_on__unmapped IS NOT NULL AS "card_issued_on.mapped",
        died_on__unmapped IS NOT NULL AS "died_on.mapped",
        updated_at IS NULL AND updated_at__unmapped IS NULL AS "updated_at.required",
        updated_at__unmapped IS NOT NULL AS "updated_at.mapped",
        operation IS NULL AND operation__unmapped IS NULL AS "operation.required",
        operation__unmapped IS NOT NULL AS "operation.mapped",
        operation NOT IN ('upsert', 'delete') AS "operation.allowed",
        NOT regexp_full_match(citizen_id, '[0-9]{12}') AS "citizen_id.shape",
        regexp_full_match(citizen_id, '[0-9]{12}')
        AND left(citizen_id, 3) NOT IN (SELECT known.code FROM reference.known WHERE known.list = 'citizen_prefix')
            AS "citizen_id.province",
        regexp_full_match(citizen_id, '[0-9]{12}')
        AND CASE WHEN ascii(substr(citizen_id, 4, 1)) % 2 = 0 THEN 'male' ELSE 'female' END <> sex AS "citizen_id.sex",
        regexp_full_match(citizen_id, '[0-9]{12}')
        AND 1900 + (ascii(substr(citizen_id, 4, 1)) - 48) // 2 * 100 + TRY_CAST(substr(citizen_id, 5, 2) AS INTEGER)
        <> birth_year AS "citizen_id.birth_year",
        birth_year NOT BETWEEN 1900 AND year(business_day) AS "birth_year.plausible",
        year(birth_on) <> birth_year AS "birth_on.year",
        birth_on > business_day AS "birth_on.day",
        card_issued_on > business_day AS "card_issued_on.day",
        card_issued_on < coalesce(birth_on, make_date(birth_year, 1, 1)) AS "card_issued_on.after_birth",
        died_on > business_day AS "died_on.day",
        died_on < coalesce(birth_on, make_date(birth_year, 1, 1)) AS "died_on.after_birth",
        died_on < card_issued_on AS "died_on.after_card",
        timezone('Asia/Ho_Chi_Minh', updated_at)::DATE > business_day AS "updated_at.day",
        NOT regexp_full_match(phone, '0[0-9]{8,10}') AS "phone.shape"
    FROM conformed
)

SELECT
    delivery_id,
    position,
    list_filter([
        CASE WHEN "citizen_id.required" THEN 'citizen_id.required' END,
        CASE WHEN "citizen_id.mapped" THEN 'citizen_id.mapped' END,
        CASE WHEN "full_name.required" THEN 'full_name.required' END,
        CASE WHEN "full_name.mapped" THEN 'full_name.mapped' END,
        CASE WHEN "sex.required" THEN 'sex.required' END,
        CASE WHEN "sex.mapped" THEN 'sex.mapped' END,
        CASE WHEN "sex.allowed" THEN 'sex.allowed' END,
        CASE WHEN "birth_year.required" THEN 'birth_year.required' END,
        CASE WHEN "birth_year.mapped" THEN 'birth_year.mapped' END,
        CASE WHEN "birth_on.mapped" THEN 'birth_on.mapped' END,
        CASE WHEN "commune_code.required" THEN 'commune_code.required' END,
        CASE WHEN "commune_code.mapped" THEN 'commune_code.mapped' END,
        CASE WHEN "commune_code.known" THEN 'commune_code.known' END,
        CASE WHEN "residence.required" THEN 'residence.required' END,
        CASE WHEN "residence.mapped" THEN 'residence.mapped' END,
        CASE WHEN "residence.allowed" THEN 'residence.allowed' END,
        CASE WHEN "phone.mapped" THEN 'phone.mapped' END,
        CASE WHEN "card_issued_on.mapped" THEN 'card_issued_on.mapped' END,
        CASE WHEN "died_on.mapped" THEN 'died_on.mapped' END,
        CASE WHEN "updated_at.required" THEN 'updated_at.required' END,
        CASE WHEN "updated_at.mapped" THEN 'updated_at.mapped' END,
        CASE WHEN "operation.required" THEN 'operation.required' END,
        CASE WHEN "operation.mapped" THEN 'operation.mapped' END,
        CASE WHEN "operation.allowed" THEN 'operation.allowed' END,
        CASE WHEN "citizen_id.shape" THEN 'citizen_id.shape' END,
        CASE WHEN "citizen_id.province" THEN 'citizen_id.province' END,
        CASE WHEN "citizen_id.sex" THEN 'citizen_id.sex' END,
        CASE WHEN "citizen_id.birth_year" THEN 'citizen_id.birth_year' END,
        CASE WHEN "birth_year.plausible" THEN 'birth_year.plausible' END,
        CASE WHEN "birth_on.year" THEN 'birth_on.year' END,
        CASE WHEN "birth_on.day" THEN 'birth_on.day' END,
        CASE WHEN "card_issued_on.day" THEN 'card_issued_on.day' END,
        CASE WHEN "card_issued_on.after_birth" THEN 'card_issued_on.after_birth' END,
        CASE WHEN "died_on.day" THEN 'died_on.day' END,
        CASE WHEN "died_on.after_birth" THEN 'died_on.after_birth' END,
        CASE WHEN "died_on.after_card" THEN 'died_on.after_card' END,
        CASE WHEN "updated_at.day" THEN 'updated_at.day' END,
        CASE WHEN "phone.shape" THEN 'phone.shape' END
    ], lambda rule_id: rule_id IS NOT NULL) AS rule_ids
FROM checked
WHERE
    "citizen_id.required"
    OR "citizen_id.mapped"
    OR "full_name.required"
    OR "full_name.mapped"
    OR "sex.required"
    OR "sex.mapped"
    OR "sex.allowed"
    OR "birth_year.required"
    OR "birth_year.mapped"
    OR "birth_on.mapped"
    OR "commune_code.required"
    OR "commune_code.mapped"
    OR "commune_code.known"
    OR "residence.required"
    OR "residence.mapped"
    OR "residence.allowed"
    OR "phone.mapped"
    OR "card_issued_on.mapped"
    OR "died_on.mapped"
    OR "updated_at.required"
    OR "updated_at.mapped"
    OR "operation.required"
    OR "operation.mapped"
    OR "operation.allowed"
    OR "citizen_id.shape"
    OR "citizen_id.province"
    OR "citizen_id.sex"
    OR "citizen_id.birth_year"
    OR "birth_year.plausible"
    OR "birth_on.year"
    OR "birth_on.day"
    OR "card_issued_on.day"
    OR "card_issued_on.after_birth"
    OR "died_on.day"
    OR "died_on.after_birth"
    OR "died_on.after_card"
    OR "updated_at.day"
    OR "phone.shape";

-- two records of one key: the same again is a duplicate, anything else a contradiction of which nobody knows the truth
CREATE TEMP TABLE repeated AS
WITH rival AS (
    SELECT
        delivery_id,
        position,
        citizen_id, updated_at,
        row_number() OVER (
            PARTITION BY
                citizen_id, full_name, sex, birth_year, birth_on, commune_code, residence, phone, card_issued_on,
                died_on, updated_at, operation
            ORDER BY position
        ) > 1 AS is_duplicate
    FROM conformed
    SEMI JOIN (
        SELECT citizen_id, updated_at FROM conformed GROUP BY ALL HAVING count(*) > 1
    ) AS shared USING (citizen_id, updated_at)
)

SELECT
    delivery_id,
    position,
    is_duplicate,
    count(*) FILTER (WHERE NOT is_duplicate) OVER (PARTITION BY citizen_id, updated_at) > 1 AS is_contradicted
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
        list_filter(rule_ids, lambda rule_id: rule_id NOT IN ('phone.shape')) AS rule_ids
    FROM broken
) AS severe
FULL JOIN repeated USING (delivery_id, position)
WHERE repeated.is_duplicate OR repeated.is_contradicted OR len(severe.rule_ids) > 0;
