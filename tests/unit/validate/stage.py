"""The stage on its own: conformed records as reading and conforming leave them, judged against what was loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa

from expectations.fixed import UNMAPPED
from pipelines import reference
from pipelines.contract import Contract
from pipelines.validate.judge import judge

AT = datetime(2024, 1, 15, 19, 0, tzinfo=UTC)

_ARROW = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
}


@dataclass(frozen=True)
class Sent:
    """One delivery: its records in order, and how many places of it could not be read."""

    supplier: str
    day: date
    records: Sequence[Mapping[str, object]] = ()
    version: int = 1
    unreadable: int = 0
    announced: int | None = None
    refused: str | None = None

    @property
    def delivery_id(self) -> str:
        return sha256(f"{self.supplier}|{self.day}|{self.version}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Before:
    """A delivery that was loaded before."""

    supplier: str
    day: date
    received: int
    keys: int | None = None
    version: int = 1


@dataclass(frozen=True)
class Line:
    """What became of a delivery."""

    state: str
    received: int | None
    unreadable: int | None
    duplicate: int | None
    quarantined: int | None
    loaded: int | None
    refused_because: str | None = None
    is_complete: bool | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def counts(self) -> tuple[int | None, ...]:
        return (self.received, self.unreadable, self.duplicate, self.quarantined, self.loaded)


def write_reference(folder: Path) -> None:
    with duckdb.connect() as con:
        reference.build(con)
        reference.export(con, folder / "reference")


def write_conformed(con: duckdb.DuckDBPyConnection, contract: Contract, sent: Sequence[Sent]) -> None:
    """Make the table `conformed`, every column traced."""
    types = [(c.name, _ARROW[c.type]) for c in contract.columns]
    types += [(c.name + UNMAPPED, pa.string()) for c in contract.columns]
    rows = [(one, place, record) for one in sent for place, record in enumerate(one.records, start=1)]
    place: dict[str, pa.Array] = {
        "delivery_id": pa.array([one.delivery_id for one, _, _ in rows], pa.string()),
        "supplier": pa.array([one.supplier for one, _, _ in rows], pa.string()),
        "business_day": pa.array([one.day for one, _, _ in rows], pa.date32()),
        "version": pa.array([one.version for one, _, _ in rows], pa.int32()),
        "position": pa.array([position for _, position, _ in rows], pa.int64()),
    }
    told = {name: pa.array([record.get(name) for _, _, record in rows], type_) for name, type_ in types}
    con.register("given", pa.table({**place, **told}))
    con.execute("CREATE TABLE conformed AS FROM given")
    con.unregister("given")


def write_baseline(con: duckdb.DuckDBPyConnection, feed: str, before: Sequence[Before], folder: Path) -> None:
    (folder / "baseline").mkdir(exist_ok=True)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE loaded_before (delivery_id VARCHAR, supplier VARCHAR, business_day DATE, "
        "version INTEGER, received BIGINT, loaded BIGINT, keys BIGINT)"
    )
    for one in before:
        keys = one.received if one.keys is None else one.keys
        con.execute(
            "INSERT INTO loaded_before VALUES (?, ?, ?, ?, ?, ?, ?)",
            ["before", one.supplier, one.day, one.version, one.received, keys, keys],
        )
    con.execute(f"COPY loaded_before TO '{folder / 'baseline' / f'{feed}.parquet'}' (FORMAT parquet)")


@contextmanager
def judged(
    folder: Path, contract: Contract, sent: Sequence[Sent], before: Sequence[Before] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A scratch database in which these deliveries were judged; `folder` holds `reference/`."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        _write_read(con, contract, sent)
        write_conformed(con, contract, sent)
        write_baseline(con, contract.feed, before, folder)
        judge(con, contract, folder, AT)
        yield con


def lines(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, date, int], Line]:
    """What became of each delivery, by supplier, day and version."""
    found = con.execute(
        "SELECT supplier, business_day, version, state, received, unreadable, duplicate, quarantined, loaded, "
        "refused_because, is_complete FROM delivery"
    ).fetchall()
    return {(row[0], row[1], row[2]): Line(*row[3:]) for row in found}


def _write_read(con: duckdb.DuckDBPyConnection, contract: Contract, sent: Sequence[Sent]) -> None:
    con.execute(
        "CREATE TABLE delivery (delivery_id VARCHAR, feed VARCHAR, supplier VARCHAR, business_day DATE, "
        "version INTEGER, layout VARCHAR, landed_path VARCHAR, sha256 VARCHAR, contract_version VARCHAR, "
        "landed_at TIMESTAMPTZ, announced BIGINT);"
        "CREATE TABLE reading (delivery_id VARCHAR, received BIGINT, refused_because VARCHAR);"
        "CREATE TABLE unreadable (delivery_id VARCHAR, position BIGINT, column_name VARCHAR, reason VARCHAR);"
        "CREATE TABLE raw_toy (delivery_id VARCHAR, position BIGINT, told VARCHAR)"
    )
    for one in sent:
        received = None if one.refused else len(one.records) + one.unreadable
        con.execute(
            "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, 'toy', 'x', 'x', '1.0.0', ?, ?)",
            [one.delivery_id, contract.feed, one.supplier, one.day, one.version, AT, one.announced],
        )
        con.execute("INSERT INTO reading VALUES (?, ?, ?)", [one.delivery_id, received, one.refused])
        con.execute(
            "INSERT INTO raw_toy SELECT ?, n, 'as the supplier wrote it ' || n FROM range(1, ? + 1) AS t(n)",
            [one.delivery_id, len(one.records)],
        )
        con.execute(
            "INSERT INTO unreadable SELECT ?, 1000000 + n, NULL, 'torn' FROM range(?) AS t(n)",
            [one.delivery_id, one.unreadable],
        )
