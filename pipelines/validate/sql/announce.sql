-- The deliveries in hand, as their manifests tell of them; validating adds what became of them
-- grain: delivery · owner: data engineering
CREATE OR REPLACE TABLE delivery (
    delivery_id VARCHAR,
    feed VARCHAR,
    supplier VARCHAR,
    business_day DATE,
    version INTEGER,
    layout VARCHAR,
    landed_path VARCHAR,
    sha256 VARCHAR,
    contract_version VARCHAR,
    landed_at TIMESTAMPTZ,
    announced BIGINT
);
