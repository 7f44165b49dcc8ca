-- history.<feed>: every version of every record with the time it was valid, half-open
-- grain: supplier, key, valid_from · owner: data engineering
CREATE TABLE history.{{ table }} (
    {{ typed_content }},
    supplier VARCHAR NOT NULL,
    valid_from {{ instant }} NOT NULL,
    valid_to {{ instant }} NOT NULL,
    row_hash VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL
);

CREATE VIEW history.{{ current }} AS
SELECT *
FROM history.{{ table }}
WHERE valid_to = {{ open_end }};
