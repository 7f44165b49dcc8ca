-- history.<feed>: every event once, as the delivery of the newest business day tells it; events have no validity
-- grain: supplier, key · owner: data engineering
CREATE TABLE history.{{ table }} (
    {{ typed_content }},
    supplier VARCHAR NOT NULL,
    business_day DATE NOT NULL,
    row_hash VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL
);

CREATE VIEW history.{{ current }} AS SELECT * FROM history.{{ table }};

-- history.<feed>_beaten: what earlier business days told of events that a later one told again; it stands again when
-- the later delivery is replaced or withdrawn, and contradicts it where the hashes differ
-- grain: delivery, key · owner: data engineering
CREATE TABLE history.{{ beaten }} AS SELECT * FROM history.{{ table }} WHERE false;
