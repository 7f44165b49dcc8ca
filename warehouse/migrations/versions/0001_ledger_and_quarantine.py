"""The ledger and the quarantine.

Every table is written out, not taken from the models: a migration must keep meaning what it meant.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ops.delivery (
    delivery_id VARCHAR NOT NULL, feed VARCHAR NOT NULL, supplier VARCHAR NOT NULL, business_day DATE NOT NULL,
    version INTEGER NOT NULL, state VARCHAR NOT NULL, landed_path VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    contract_version VARCHAR NOT NULL, received BIGINT, unreadable BIGINT, duplicate BIGINT, quarantined BIGINT,
    loaded BIGINT, inserted BIGINT, changed BIGINT, unchanged BIGINT, closed BIGINT, refused_because VARCHAR,
    landed_at TIMESTAMPTZ NOT NULL, loaded_at TIMESTAMPTZ, run_id VARCHAR NOT NULL);
CREATE TABLE ops.attempt (
    attempted_at TIMESTAMPTZ NOT NULL, run_id VARCHAR NOT NULL, step VARCHAR NOT NULL, feed VARCHAR, supplier VARCHAR,
    business_day DATE, delivery_id VARCHAR, outcome VARCHAR NOT NULL, because VARCHAR, decided_by VARCHAR);
CREATE TABLE ops.obligation (
    feed VARCHAR NOT NULL, supplier VARCHAR NOT NULL, business_day DATE NOT NULL, due_at TIMESTAMPTZ NOT NULL);
CREATE TABLE ops.verdict (
    delivery_id VARCHAR NOT NULL, is_complete BOOLEAN NOT NULL, verdict JSON, baseline JSON,
    judged_at TIMESTAMPTZ NOT NULL);
CREATE TABLE ops.warning (delivery_id VARCHAR NOT NULL, rule_id VARCHAR NOT NULL, records BIGINT NOT NULL);
CREATE TABLE ops.settlement (
    area VARCHAR NOT NULL, business_day DATE NOT NULL, settled_at TIMESTAMPTZ NOT NULL, run_id VARCHAR NOT NULL,
    is_settled BOOLEAN NOT NULL, note VARCHAR);
CREATE TABLE ops.day_changed (
    feed VARCHAR NOT NULL, supplier VARCHAR NOT NULL, business_day DATE NOT NULL, changed_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL);
CREATE TABLE quarantine.record (
    delivery_id VARCHAR NOT NULL, feed VARCHAR NOT NULL, supplier VARCHAR NOT NULL, business_day DATE NOT NULL,
    position BIGINT NOT NULL, record_key VARCHAR, rule_ids VARCHAR[] NOT NULL, reasons VARCHAR[] NOT NULL,
    payload JSON NOT NULL, state VARCHAR NOT NULL, resolved_by VARCHAR, resolved_at TIMESTAMPTZ);
CREATE TABLE quarantine.unreadable (
    delivery_id VARCHAR NOT NULL, position BIGINT NOT NULL, column_name VARCHAR, reason VARCHAR NOT NULL);
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the ledger is never dropped; restore a copy of the build file instead")
