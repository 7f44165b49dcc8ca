"""One feed's validated deliveries into history, quarantine and ledger: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.contract import Contract
from pipelines.load import ledger
from pipelines.load.changes import load_changes
from pipelines.load.events import load_events
from pipelines.load.snapshot import load_snapshots
from pipelines.load.text import prepare_identifiers
from warehouse.sql import literal, run_sql

_LOADERS = {"snapshot": load_snapshots, "changes": load_changes, "events": load_events}


@dataclass(frozen=True)
class Loaded:
    """What became of one delivery in one load.

    Attributes:
        delivery_id: which delivery.
        supplier: who sent it.
        business_day: the day it speaks of.
        state: `loaded`, `refused`, `superseded`, or `unchanged` when the ledger knew it already.
    """

    delivery_id: str
    supplier: str
    business_day: date
    state: str


def load(
    con: duckdb.DuckDBPyConnection, contract: Contract, scratch: Path, at: datetime, run_id: str
) -> tuple[Loaded, ...]:
    """Enter what `scratch` holds of a feed into the warehouse `con` is the writer of.

    Everything happens in one transaction, so a process that dies leaves the state of before or of after.

    Raises:
        EngineFailure: a count does not add up or a key would have two versions at once; nothing is changed then.
    """
    names = prepare_identifiers(contract)
    with _attached(con, scratch), _transaction(con):
        _hand_over(con, at, run_id)
        run_sql(con, "load/begin", names)
        _LOADERS[contract.kind](con, names)
        run_sql(con, "load/ledger", names)
        ledger.assert_invariants(con, names)
        return _report(con)


@contextmanager
def _attached(con: duckdb.DuckDBPyConnection, scratch: Path) -> Iterator[None]:
    con.execute(f"ATTACH {literal(str(scratch))} AS scratch (READ_ONLY)")
    try:
        yield
    finally:
        con.execute("DETACH scratch")


@contextmanager
def _transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def _hand_over(con: duckdb.DuckDBPyConnection, at: datetime, run_id: str) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE this_run AS SELECT ?::TIMESTAMPTZ AS instant, ?::VARCHAR AS run_id", [at, run_id]
    )


def _report(con: duckdb.DuckDBPyConnection) -> tuple[Loaded, ...]:
    rows = con.execute("SELECT delivery_id, supplier, business_day, state FROM outcome ORDER BY ALL").fetchall()
    return tuple(Loaded(*row) for row in rows)
