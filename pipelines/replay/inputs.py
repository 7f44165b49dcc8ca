"""What validating needs to know of the warehouse, written where a replay works, so that it need not stay open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines import reference
from pipelines.replay.model import Choice, Line
from warehouse.sql import literal, render

SQL = Path(__file__).resolve().parent / "sql"


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
    return [Line(*row) for row in con.execute(render("lines", folder=SQL), asked).fetchall()]


def write_inputs(
    con: duckdb.DuckDBPyConnection, lines: Sequence[Line], room: Path, *, rejudge: bool, accepted: str | None
) -> None:
    """Leave reference tables, baselines and the verdicts that stand for these deliveries in the folder `room`."""
    reference.build(con)
    reference.export(con, room / "reference")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE in_hand AS SELECT unnest(?::VARCHAR[]) AS delivery_id",
        [[line.delivery_id for line in lines]],
    )
    for feed in sorted({line.feed for line in lines}):
        last = max(line.business_day for line in lines if line.feed == feed)
        first = min(line.business_day for line in lines if line.feed == feed)
        measured = {"feed": feed, "first": first, "last": last}
        _write(con, room / "baseline" / f"{feed}.parquet", render("night/baseline"), measured)
        decided = {"feed": feed, "rejudge": rejudge, "accepted": accepted}
        _write(con, room / "stored" / f"{feed}.parquet", render("stored", folder=SQL), decided)


def _write(con: duckdb.DuckDBPyConnection, path: Path, statement: str, parameters: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True, mode=0o700)
    con.execute(f"CREATE OR REPLACE TEMP TABLE handed_over AS {statement}", parameters)
    con.execute(f"COPY handed_over TO {literal(str(path))} (FORMAT parquet)")
