"""What validating needs to know of the warehouse, written where a replay works, so that it need not stay open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines import reference
from pipelines.errors import UsageFailure
from pipelines.replay.model import Choice, Line
from pipelines.validate.baseline import export_baseline
from warehouse.sql import literal, render, run_sql

SQL = Path(__file__).resolve().parent / "sql"


def assert_known(con: duckdb.DuckDBPyConnection, choice: Choice) -> None:
    """Nothing, when the ledger has every delivery that was named.

    Raises:
        UsageFailure: it lacks one.
    """
    named = set(choice.deliveries or ())
    rows = con.execute(
        "SELECT delivery_id FROM ops.delivery WHERE list_contains(?::VARCHAR[], delivery_id)", [[*named]]
    )
    if unknown := named - {row[0] for row in rows.fetchall()}:
        raise UsageFailure(
            f"The ledger lacks {len(unknown)} of the {len(named)} deliveries that were named.",
            next_step="An id has 16 hex digits; `citydb ledger --live` lists them.",
        )


def lines_of(con: duckdb.DuckDBPyConnection, choice: Choice, *, with_refused: bool) -> list[Line]:
    """The deliveries a replay has in hand, by feed, business day, supplier and version."""
    return _lines(con, choice, with_refused=with_refused, whole_days=False)


def versions_of(
    con: duckdb.DuckDBPyConnection, choice: Choice, *, accepted: str | None = None, struck: str | None = None
) -> list[Line]:
    """Every version of the chosen days that may stand, when a person has accepted or struck one of them."""
    return _lines(con, choice, with_refused=True, whole_days=True, accepted=accepted, struck=struck)


def _lines(
    con: duckdb.DuckDBPyConnection,
    choice: Choice,
    *,
    with_refused: bool,
    whole_days: bool,
    accepted: str | None = None,
    struck: str | None = None,
) -> list[Line]:
    asked = vars(choice) | {
        "with_refused": with_refused,
        "whole_days": whole_days,
        "accepted": accepted,
        "struck": struck,
    }
    run_sql(con, "decision", folder=SQL)
    return [Line(*row) for row in con.execute(render("lines", folder=SQL), asked).fetchall()]


def write_inputs(
    con: duckdb.DuckDBPyConnection, lines: Sequence[Line], room: Path, *, rejudge: bool, accepted: str | None
) -> None:
    """Leave reference tables, baselines and the verdicts that stand for these deliveries in the folder `room`."""
    run_sql(con, "decision", folder=SQL)
    reference.build(con)
    reference.export(con, room / "reference")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE in_hand AS SELECT unnest(?::VARCHAR[]) AS delivery_id",
        [[line.delivery_id for line in lines]],
    )
    for feed in sorted({line.feed for line in lines}):
        export_baseline(con, feed, sorted({line.business_day for line in lines if line.feed == feed}), room)
        _export_stored(con, feed, room / "stored", rejudge, accepted)


def _export_stored(
    con: duckdb.DuckDBPyConnection, feed: str, folder: Path, rejudge: bool, accepted: str | None
) -> None:
    folder.mkdir(exist_ok=True, mode=0o700)
    decided = {"feed": feed, "rejudge": rejudge, "accepted": accepted}
    con.execute(f"CREATE OR REPLACE TEMP TABLE stands AS {render('stored', folder=SQL)}", decided)
    con.execute(f"COPY stands TO {literal(str(folder / f'{feed}.parquet'))} (FORMAT parquet)")
