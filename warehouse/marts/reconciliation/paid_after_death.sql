-- paid_after_death: social-security payments credited or collected by the day, of beneficiaries with a personal ID that
-- the population register knows; found where that was after the day of death. The beneficiary is asked as last held.
-- grain: day × payment · owner: data engineering
WITH paid AS (
    SELECT
        day,
        supplier,
        payment_code,
        any_value(beneficiary_code) AS beneficiary_code,
        max(hanoi_day(occurred_at)) AS paid_on
    FROM welfare_payment_on
    WHERE step IN ('credited', 'collected')
    GROUP BY day, supplier, payment_code
),

beneficiary AS (
    SELECT beneficiary_code, arg_max(citizen_id, valid_from) AS citizen_id
    FROM known_welfare_beneficiary
    GROUP BY beneficiary_code
)

SELECT
    paid.day,
    paid.supplier AS unit,
    coalesce(citizen.died_on < paid.paid_on, false) AS is_found,
    paid.payment_code,
    paid.beneficiary_code,
    citizen.citizen_id,
    citizen.died_on,
    paid.paid_on
FROM paid
INNER JOIN beneficiary USING (beneficiary_code)
INNER JOIN population_citizen_on AS citizen USING (day, citizen_id)
