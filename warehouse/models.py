"""The tables that only the warehouse can know: the ledger (`ops`) and the quarantine. Migrations move these.

History and reference tables are made from contracts and facts and need no migration. No key or index is declared:
on DuckDB they make large loads up to 25 times slower, so keys are asserted in the load transaction instead.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

_instant = sa.TIMESTAMP(timezone=True)
_texts = sa.ARRAY(sa.String)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("delivery_id", sa.String, nullable=False, comment="first 16 hex digits of the delivery's identity"),
    sa.Column("feed", sa.String, nullable=False),
    sa.Column("supplier", sa.String, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.String, nullable=False, comment="landed | refused | loaded | superseded | withdrawn"),
    sa.Column("landed_path", sa.String, nullable=False, comment="relative to CITYDB_HOME"),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("contract_version", sa.String, nullable=False),
    sa.Column("received", sa.BigInteger),
    sa.Column("unreadable", sa.BigInteger),
    sa.Column("duplicate", sa.BigInteger),
    sa.Column("quarantined", sa.BigInteger),
    sa.Column("loaded", sa.BigInteger),
    sa.Column("inserted", sa.BigInteger),
    sa.Column("changed", sa.BigInteger),
    sa.Column("unchanged", sa.BigInteger),
    sa.Column("closed", sa.BigInteger),
    sa.Column("refused_because", sa.String),
    sa.Column("landed_at", _instant, nullable=False),
    sa.Column("loaded_at", _instant),
    sa.Column("run_id", sa.String, nullable=False),
    schema="ops",
    comment="one line per delivery version; NULL counts on a line that was never loaded",
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("attempted_at", _instant, nullable=False),
    sa.Column("run_id", sa.String, nullable=False),
    sa.Column("step", sa.String, nullable=False, comment="extract | load | publish | decision | …"),
    sa.Column("feed", sa.String),
    sa.Column("supplier", sa.String),
    sa.Column("business_day", sa.Date),
    sa.Column("delivery_id", sa.String),
    sa.Column("outcome", sa.String, nullable=False, comment="landed | missing | loaded | refused | unchanged | …"),
    sa.Column("because", sa.String),
    sa.Column("decided_by", sa.String),
    schema="ops",
    comment="every try and every decision of a person; append-only",
)

obligation = sa.Table(
    "obligation",
    metadata,
    sa.Column("feed", sa.String, nullable=False),
    sa.Column("supplier", sa.String, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("due_at", _instant, nullable=False),
    schema="ops",
    comment="what each supplier owed for each business day the system has asked for",
)

verdict = sa.Table(
    "verdict",
    metadata,
    sa.Column("delivery_id", sa.String, nullable=False),
    sa.Column("is_complete", sa.Boolean, nullable=False),
    sa.Column("verdict", sa.JSON),
    sa.Column("baseline", sa.JSON),
    sa.Column("judged_at", _instant, nullable=False),
    schema="ops",
    comment="what validation decided of a delivery, and against which baseline",
)

warning = sa.Table(
    "warning",
    metadata,
    sa.Column("delivery_id", sa.String, nullable=False),
    sa.Column("rule_id", sa.String, nullable=False),
    sa.Column("records", sa.BigInteger, nullable=False),
    schema="ops",
    comment="records that broke a rule of severity warning: counted, loaded all the same",
)

settlement = sa.Table(
    "settlement",
    metadata,
    sa.Column("area", sa.String, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("settled_at", _instant, nullable=False),
    sa.Column("run_id", sa.String, nullable=False),
    sa.Column("is_settled", sa.Boolean, nullable=False, comment="false: the watchdog gave up waiting"),
    sa.Column("note", sa.String),
    schema="ops",
    comment="one line each time an area ended a night; the newest counts",
)

day_changed = sa.Table(
    "day_changed",
    metadata,
    sa.Column("feed", sa.String, nullable=False),
    sa.Column("supplier", sa.String, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("changed_at", _instant, nullable=False),
    sa.Column("run_id", sa.String, nullable=False),
    schema="ops",
    comment="a load changed the content of this day",
)

quarantined_record = sa.Table(
    "record",
    metadata,
    sa.Column("delivery_id", sa.String, nullable=False),
    sa.Column("feed", sa.String, nullable=False),
    sa.Column("supplier", sa.String, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("record_key", sa.String),
    sa.Column("rule_ids", _texts, nullable=False),
    sa.Column("reasons", _texts, nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("state", sa.String, nullable=False, comment="open | resolved"),
    sa.Column("resolved_by", sa.String),
    sa.Column("resolved_at", _instant),
    schema="quarantine",
    comment="records that broke a critical rule, whole",
)

unreadable = sa.Table(
    "unreadable",
    metadata,
    sa.Column("delivery_id", sa.String, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("column_name", sa.String),
    sa.Column("reason", sa.String, nullable=False),
    schema="quarantine",
    comment="physical records that could not be read, with their place",
)
