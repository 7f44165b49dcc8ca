-- Everybody whose data the suppliers may have sent, with each phone and card of theirs.
-- grain: one row per person, phone and card
CREATE TABLE known_person AS
WITH phone AS (
    SELECT i, phone FROM person UNION SELECT i, phone FROM citizen_version WHERE day <= getvariable('last')
), card AS (
    SELECT DISTINCT i, card_number FROM card_version WHERE from_day <= getvariable('last') AND to_day > getvariable('first')
)
SELECT p.citizen_id, card.card_number, phone.phone, p.full_name, canary.i IS NOT NULL AS is_canary
FROM person AS p
JOIN phone USING (i)
LEFT JOIN card USING (i)
LEFT JOIN canary USING (i)
WHERE coalesce(p.enters_on, DATE '2000-01-01') <= getvariable('last');
