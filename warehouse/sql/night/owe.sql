-- What the area's suppliers owe for these days; what is known already stays as it is
-- handed over in `owed`: feed, supplier, business_day, due_at · owner: data engineering
INSERT INTO ops.obligation BY NAME
SELECT * FROM owed
ANTI JOIN ops.obligation USING (feed, supplier, business_day);
