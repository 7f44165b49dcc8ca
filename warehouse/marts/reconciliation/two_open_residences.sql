-- two_open_residences: valid cards whose living holder is registered, with a known commune in both registers; found
-- where these are two communes on the map of the day that is asked. What a split leaves open is no finding while the
-- two may be one. The unit is the population register, where residence is decided.
-- grain: day × card · owner: data engineering
WITH card_place AS (
    SELECT card.*, place.targets
    FROM insurance_card_on AS card
    INNER JOIN reference.place_map AS map ON card.day >= map.valid_from AND card.day < map.valid_to
    INNER JOIN reference.place_on_map AS place
        ON
            card.commune_code = place.place_code
            AND card.valid_from >= place.valid_from
            AND card.valid_from < place.valid_to
            AND map.map = place.map
    WHERE card.starts_on <= card.day AND (card.ends_on IS NULL OR card.ends_on >= card.day)
),

citizen_place AS (
    SELECT citizen.*, place.targets
    FROM population_citizen_on AS citizen
    INNER JOIN reference.place_map AS map ON citizen.day >= map.valid_from AND citizen.day < map.valid_to
    INNER JOIN reference.place_on_map AS place
        ON
            citizen.commune_code = place.place_code
            AND hanoi_day(citizen.valid_from) >= place.valid_from
            AND hanoi_day(citizen.valid_from) < place.valid_to
            AND map.map = place.map
    WHERE citizen.died_on IS NULL OR citizen.died_on > citizen.day
)

SELECT
    card.day,
    citizen.supplier AS unit,
    NOT list_has_any(card.targets, citizen.targets) AS is_found,
    card.card_number,
    card.citizen_id,
    card.commune_code AS card_commune_code,
    citizen.commune_code AS citizen_commune_code
FROM card_place AS card
INNER JOIN citizen_place AS citizen USING (day, citizen_id)
