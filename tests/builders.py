"""Small made-up deliveries, as the validate stage hands them to the load."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import duckdb

from pipelines.contract import Column, Contract
from pipelines.contract.model import Kind

AT = datetime(2024, 1, 16, 19, 0, tzinfo=UTC)


def tiny_contract(kind: Kind) -> Contract:
    """A feed `toy.<kind>` with the key `k` and one value `v`."""

    def column(name: str, type_: str = "VARCHAR", key: int = 0) -> Column:
        return Column(name, type_, key > 0, key, name, name, "public", "as_is", None, (), None)

    columns = [column("k", key=1), column("v")]
    if kind == "changes":
        columns += [column("updated_at", "TIMESTAMPTZ"), column("operation")]
    return Contract(
        feed=f"toy.{kind}",
        version="1.0.0",
        valid_from=date(2000, 1, 1),
        kind=kind,
        columns=tuple(columns),
        effective_column="updated_at" if kind == "changes" else None,
        operation_column="operation" if kind == "changes" else None,
        due=time(2, 0),
        owner="toy",
        title="toy",
        volume_band=0.5,
    )


@dataclass(frozen=True)
class Delivered:
    """One delivery of tiny records.

    `good` holds (key, value) for snapshots and (key, value, instant) for changes, where a value None deletes.
    `held` are the keys of records in quarantine, None for a record without a key; `unreadable` counts lines.
    `refused` is the verdict on it as a whole. `name` is what it is known by when today's rules read it otherwise.
    """

    day: date
    good: tuple[tuple[object, ...], ...] = ()
    version: int = 1
    supplier: str = "s1"
    held: tuple[str | None, ...] = ()
    unreadable: int = 0
    refused: bool = False
    name: str = ""

    @property
    def delivery_id(self) -> str:
        return self.name or hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def is_complete(self) -> bool:
        return self.unreadable == 0 and None not in self.held


def write_scratch(path: Path, contract: Contract, deliveries: Iterable[Delivered]) -> Path:
    """A scratch database as validation leaves it, holding these deliveries."""
    path.unlink(missing_ok=True)
    rows = Rows()
    for delivered in deliveries:
        _tell(rows, contract, delivered)
    with duckdb.connect(str(path)) as con:
        con.execute("BEGIN")
        con.execute("SET TimeZone = 'UTC'")
        con.execute(_TABLES)
        extra = ", updated_at TIMESTAMPTZ, operation VARCHAR" if contract.kind == "changes" else ""
        con.execute(
            "CREATE TABLE good (delivery_id VARCHAR, supplier VARCHAR, business_day DATE, version INTEGER, "
            f"position BIGINT, k VARCHAR, v VARCHAR{extra}, row_hash VARCHAR)"
        )
        keys = ", ".join(f"{column.name} VARCHAR" for column in contract.key_columns)
        con.execute(f"CREATE TABLE silent (delivery_id VARCHAR, {keys})")
        for table, values in rows.items():
            marks = f"({','.join('?' * len(values[0]))})"
            con.execute(
                f"INSERT INTO {table} VALUES {','.join([marks] * len(values))}", [v for row in values for v in row]
            )
        con.execute("COMMIT")
    return path


class Rows(dict[str, list[list[object]]]):
    """Rows by table, to be written at once: one statement a table is a tenth of the time of one a row."""

    def add(self, table: str, *values: object) -> None:
        """One more row of a table."""
        self.setdefault(table, []).append(list(values))


_TABLES = """
CREATE TABLE delivery (
    delivery_id VARCHAR, feed VARCHAR, supplier VARCHAR, business_day DATE, version INTEGER, layout VARCHAR,
    landed_path VARCHAR, sha256 VARCHAR, contract_version VARCHAR, landed_at TIMESTAMPTZ, received BIGINT,
    unreadable BIGINT, duplicate BIGINT, quarantined BIGINT, loaded BIGINT, state VARCHAR, refused_because VARCHAR,
    is_complete BOOLEAN, verdict JSON, baseline JSON);
CREATE TABLE quarantined (
    delivery_id VARCHAR, feed VARCHAR, supplier VARCHAR, business_day DATE, position BIGINT, record_key VARCHAR,
    rule_ids VARCHAR[], reasons VARCHAR[], payload JSON);
CREATE TABLE unreadable (delivery_id VARCHAR, position BIGINT, column_name VARCHAR, reason VARCHAR);
CREATE TABLE warnings (delivery_id VARCHAR, rule_id VARCHAR, count BIGINT);
"""


def _tell(rows: Rows, contract: Contract, d: Delivered) -> None:
    received = len(d.good) + len(d.held) + d.unreadable
    line = [d.delivery_id, contract.feed, d.supplier, d.day, d.version, "toy", "x", "x", "1.0.0", AT]
    if d.refused:
        rows.add("delivery", *line, *[None] * 5, "refused", "too few", False, "{}", "{}")
        return
    counts = [received, d.unreadable, 0, len(d.held), len(d.good)]
    rows.add("delivery", *line, *counts, "good", None, d.is_complete, "{}", "{}")
    place = [d.delivery_id, d.supplier, d.day, d.version]
    for position, record in enumerate(d.good, start=1):
        key, value, *rest = record
        told = [*place, position, key, value]
        if contract.kind == "changes":
            told += [rest[0], "delete" if value is None else "upsert"]
        rows.add("good", *told, f"hash of {value}")
    for position, held in enumerate(d.held, start=len(d.good) + 1):
        if held is not None:
            rows.add("silent", d.delivery_id, held)
        rows.add(
            "quarantined", d.delivery_id, contract.feed, d.supplier, d.day, position, held, ["rule"], ["reason"], "{}"
        )
    for number in range(d.unreadable):
        rows.add("unreadable", d.delivery_id, 1000 + number, None, "torn")
