"""One feed's validated deliveries into history, quarantine and ledger: all of them, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.contract import Contract
from pipelines.crash_points import crash_point
from pipelines.load import ledger
from pipelines.load.changes import load_changes
from pipelines.load.events import load_events
from pipelines.load.model import Decision, Loaded, Struck
from pipelines.load.snapshot import load_snapshots
from pipelines.load.text import prepare_identifiers
from warehouse.sql import literal, run_sql

_LOADERS = {"snapshot": load_snapshots, "changes": load_changes, "events": load_events}


def load(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    scratch: Path | None,
    at: datetime,
    run_id: str,
    *,
    again: Collection[str] = (),
    struck: Sequence[Struck] = (),
    decision: Decision | None = None,
) -> tuple[Loaded, ...]:
    """Enter what `scratch` holds of a feed into the warehouse `con` is the writer of.

    Everything happens in one transaction, so a process that dies leaves the state of before or of after. A delivery
    the ledger knows is left as it is, unless it is named in `again`: then what `scratch` holds of it takes the place
    of what was loaded. Where one of `struck` stood, the newest version `scratch` holds of the day stands again, so
    the caller puts the earlier versions there and into `again`; without a scratch database none does. `decision` is
    what a person said that made this load, and is kept with it.

    Raises:
        EngineFailure: a count does not add up or a key would have two versions at once; nothing is changed then.
    """
    names = prepare_identifiers(contract)
    with _attached(con, scratch, names), _transaction(con):
        _hand_over(con, at, run_id, again, struck, decision)
        crash_point("load: begun")
        run_sql(con, "load/begin", names)
        _LOADERS[contract.kind](con, names)
        crash_point("load: history changed")
        run_sql(con, "load/ledger", names)
        if decision:
            ledger.keep(con, decision)
        crash_point("load: ledger changed")
        ledger.assert_invariants(con, names)
        return _report(con)


@contextmanager
def _attached(con: duckdb.DuckDBPyConnection, scratch: Path | None, names: dict[str, object]) -> Iterator[None]:
    if scratch is None:
        con.execute("ATTACH ':memory:' AS scratch")
        run_sql(con, "load/nothing", names)
    else:
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
    crash_point("load: before COMMIT")
    con.execute("COMMIT")
    crash_point("load: after COMMIT")


def _hand_over(
    con: duckdb.DuckDBPyConnection,
    at: datetime,
    run_id: str,
    again: Collection[str],
    struck: Sequence[Struck],
    decision: Decision | None,
) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE this_run AS SELECT ?::TIMESTAMPTZ AS instant, ?::VARCHAR AS run_id", [at, run_id]
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE again AS SELECT DISTINCT unnest(?::VARCHAR[]) AS delivery_id", [list(again)]
    )
    accepted = [decision.delivery_id] if decision and decision.verb == "accept" else []
    con.execute("CREATE OR REPLACE TEMP TABLE accepted AS SELECT unnest(?::VARCHAR[]) AS delivery_id", [accepted])
    con.execute("CREATE OR REPLACE TEMP TABLE struck (delivery_id VARCHAR, state VARCHAR, because VARCHAR)")
    if struck:
        con.executemany("INSERT INTO struck VALUES (?, ?, ?)", [[s.delivery_id, s.state, s.because] for s in struck])


def _report(con: duckdb.DuckDBPyConnection) -> tuple[Loaded, ...]:
    rows = con.execute("SELECT delivery_id, supplier, business_day, state FROM outcome ORDER BY ALL").fetchall()
    return tuple(Loaded(*row) for row in rows)
