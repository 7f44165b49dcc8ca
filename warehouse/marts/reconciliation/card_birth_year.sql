-- card_birth_year: valid cards whose holder is known among the residents; found where that register holds another year
-- grain: day × card · owner: data engineering
SELECT
    card.day,
    card.supplier AS unit,
    coalesce(card.birth_year <> citizen.birth_year, false) AS is_found,
    card.card_number,
    card.citizen_id,
    card.birth_year AS card_birth_year,
    citizen.birth_year AS citizen_birth_year
FROM insurance_card_on AS card
INNER JOIN population_citizen_on AS citizen USING (day, citizen_id)
WHERE card.starts_on <= card.day AND (card.ends_on IS NULL OR card.ends_on >= card.day)
