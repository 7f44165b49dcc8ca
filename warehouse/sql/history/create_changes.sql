-- history.<feed>_change: every accepted change record, beaten and equal ones too, from which versions are made
-- grain: delivery, position · owner: data engineering
CREATE TABLE history.{{ changes }} (
    {{ typed_content }},
    supplier VARCHAR NOT NULL,
    effective_at TIMESTAMPTZ NOT NULL,
    operation VARCHAR NOT NULL,
    business_day DATE NOT NULL,
    version INTEGER NOT NULL,
    delivery_id VARCHAR NOT NULL,
    row_hash VARCHAR NOT NULL
);
