-- insured_not_in_population: valid cards with a personal ID; found where nobody of that ID is registered on the day
-- grain: day × card · owner: data engineering
SELECT
    card.day,
    card.supplier AS unit,
    citizen.citizen_id IS NULL AS is_found,
    card.card_number,
    card.citizen_id,
    card.commune_code
FROM insurance_card_on AS card
LEFT JOIN (SELECT DISTINCT day, citizen_id FROM population_citizen_on) AS citizen USING (day, citizen_id)
WHERE
    card.citizen_id IS NOT NULL
    AND card.starts_on <= card.day
    AND (card.ends_on IS NULL OR card.ends_on >= card.day)
