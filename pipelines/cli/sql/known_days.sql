-- The business days of which anything is known: something was due, came, or was settled
-- grain: business day · owner: data engineering
SELECT business_day FROM ops.due
UNION
SELECT business_day FROM ops.delivery
UNION
SELECT business_day FROM ops.settlement
ORDER BY business_day
