"""What every supplier of an area owes tonight, and what the later steps need to know of the warehouse."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines import reference
from pipelines.clock import HANOI, days
from pipelines.contract import contract_of, feeds_of, layout_of, suppliers_of
from pipelines.extract.model import Errand
from pipelines.night.model import WINDOW_DAYS, run_folder
from pipelines.settings import Settings
from warehouse.connection import open_writer
from warehouse.sql import literal, render, run_sql


def due(settings: Settings, area: str, day: date, at: datetime, run_id: str) -> list[Errand]:
    """One errand per feed and supplier of the area: the business day, and what of the 14 days before is missing.

    Only the newest day looks back: asking for an old day asks for that day alone. Files are looked for in the whole
    window, because a folder may hold a newer version of any day. Leaves reference tables, baselines and the list of
    deliveries the ledger knows in the run's folder, for the steps that must not open the warehouse.
    """
    folder = run_folder(settings, area, day, run_id)
    with open_writer(settings, f"due of {area} for {day}", at) as con:
        reference.build(con)
        window = _window(con, area, day)
        _owe(con, area, window)
        reference.export(con, folder / "reference")
        for feed in feeds_of(area):
            _export_baseline(con, feed, day, folder / "baseline")
        _write_known(con, area, window, folder)
        open_days = _open_days(con, area, window)
    return [
        Errand(feed, supplier, _days_to_ask(feed, supplier, day, window, open_days))
        for feed in feeds_of(area)
        for supplier in suppliers_of(feed)
    ]


def _window(con: duckdb.DuckDBPyConnection, area: str, day: date) -> list[date]:
    """The days this night asks for: `day`, and when it is the newest the 14 before it the system was already due."""
    first, last = con.execute(
        "SELECT min(business_day), max(business_day) FROM ops.obligation WHERE feed LIKE ? || '.%'", [area]
    ).fetchone() or (None, None)
    if first is None or day < last:
        return [day]
    return days(max(first, day - timedelta(days=WINDOW_DAYS)), day)


def _owe(con: duckdb.DuckDBPyConnection, area: str, window: list[date]) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE owed (feed VARCHAR, supplier VARCHAR, business_day DATE, due_at TIMESTAMPTZ)"
    )
    for feed in feeds_of(area):
        for day in window:
            due_at = datetime.combine(day + timedelta(days=1), contract_of(feed).due, HANOI).astimezone(UTC)
            con.executemany(
                "INSERT INTO owed VALUES (?, ?, ?, ?)",
                [[feed, supplier, day, due_at] for supplier in suppliers_of(feed)],
            )
    run_sql(con, "night/owe")


def _open_days(con: duckdb.DuckDBPyConnection, area: str, window: list[date]) -> set[tuple[str, str, date]]:
    rows = con.execute(
        "SELECT feed, supplier, business_day FROM ops.due "
        "WHERE state IN ('missing', 'refused') AND feed LIKE ? || '.%' AND business_day BETWEEN ? AND ?",
        [area, window[0], window[-1]],
    ).fetchall()
    return {(feed, supplier, day) for feed, supplier, day in rows}


def _days_to_ask(
    feed: str, supplier: str, day: date, window: list[date], open_days: set[tuple[str, str, date]]
) -> tuple[date, ...]:
    if layout_of(feed, supplier).format in ("csv", "xlsx", "jsonl"):
        return tuple(window)
    return tuple(d for d in window if d == day or (feed, supplier, d) in open_days)


def _export_baseline(con: duckdb.DuckDBPyConnection, feed: str, day: date, folder: Path) -> None:
    folder.mkdir(exist_ok=True, mode=0o700)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE baseline AS {render('night/baseline')}",
        {"feed": feed, "first": day, "last": day},
    )
    con.execute(f"COPY baseline TO {literal(str(folder / f'{feed}.parquet'))} (FORMAT parquet)")


def _write_known(con: duckdb.DuckDBPyConnection, area: str, window: list[date], folder: Path) -> None:
    rows = con.execute(
        "SELECT delivery_id FROM ops.delivery WHERE state <> 'landed' AND feed LIKE ? || '.%' "
        "AND business_day BETWEEN ? AND ?",
        [area, window[0], window[-1]],
    ).fetchall()
    facts = {"window": [d.isoformat() for d in window], "known": [row[0] for row in rows]}
    (folder / "known.json").write_text(json.dumps(facts), encoding="utf-8")
