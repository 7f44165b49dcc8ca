-- card_sex: valid cards whose holder is known among the residents; found where the registers hold another sex
-- grain: day × card · owner: data engineering
SELECT
    card.day,
    card.supplier AS unit,
    coalesce(card.sex <> citizen.sex, false) AS is_found,
    card.card_number,
    card.citizen_id,
    card.sex AS card_sex,
    citizen.sex AS citizen_sex
FROM insurance_card_on AS card
INNER JOIN population_citizen_on AS citizen USING (day, citizen_id)
WHERE card.starts_on <= card.day AND (card.ends_on IS NULL OR card.ends_on >= card.day)
