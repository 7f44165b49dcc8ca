-- insured_but_dead: valid cards whose holder is known among the residents; found where the holder has died by the day
-- grain: day × card · owner: data engineering
SELECT
    card.day,
    card.supplier AS unit,
    coalesce(citizen.died_on <= card.day, false) AS is_found,
    card.card_number,
    card.citizen_id,
    citizen.died_on
FROM insurance_card_on AS card
INNER JOIN population_citizen_on AS citizen USING (day, citizen_id)
WHERE card.starts_on <= card.day AND (card.ends_on IS NULL OR card.ends_on >= card.day)
