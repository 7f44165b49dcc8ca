-- history.<feed>_unobserved: keys a loaded day does not speak of, whose state it leaves as it was
-- grain: supplier, business day, key · owner: data engineering
CREATE TABLE history.{{ unobserved }} (
    supplier VARCHAR NOT NULL,
    business_day DATE NOT NULL,
    {{ typed_key }}
);
