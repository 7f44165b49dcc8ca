"""The end of an area's night: what it collected goes into the ledger, and what is open is named."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.contract import feeds_of
from pipelines.extract.model import Outcome
from pipelines.land.manifest import Manifest
from pipelines.night.model import NightIncomplete, Problem, Settlement, run_folder
from pipelines.night.steps import undecided
from pipelines.settings import Settings
from warehouse.connection import open_writer
from warehouse.sql import render


def settle(
    settings: Settings, area: str, day: date, run_id: str, at: datetime, failure: str | None = None
) -> Settlement:
    """Close the area's night whatever happened in it; what is still open stands in the settlement.

    `failure` says what broke in the machinery before, if anything did; the run's folder is then kept.
    """
    folder = run_folder(settings, area, day, run_id)
    outcomes = [
        Outcome.from_json(path.read_text(encoding="utf-8")) for path in sorted((folder / "outcomes").glob("*.json"))
    ]
    with open_writer(settings, f"settling of {area} for {day}", at) as con:
        con.execute("BEGIN")
        _write_attempts(con, outcomes, at, run_id)
        if (folder / "known.json").exists():
            for feed in feeds_of(area):
                _write_landed(con, undecided(settings, feed, folder), run_id)
        _write_settlement(con, area, day, run_id, at, is_settled=True, note=failure)
        con.execute("COMMIT")
        settlement = _settlement(con, area, day, run_id, _window(folder, day), failure)
    if failure is None:
        shutil.rmtree(folder)
    return settlement


def give_up(settings: Settings, area: str, day: date, run_id: str, at: datetime, why: str) -> Settlement:
    """Settle an area that did not settle in time, so that the night can be published with that said.

    A settlement that exists stands: the watchdog may come when the area just ended.
    """
    with open_writer(settings, f"watchdog of {area} for {day}", at) as con:
        if not con.execute(
            "SELECT 1 FROM ops.settlement WHERE area = ? AND business_day = ? AND is_settled", [area, day]
        ).fetchone():
            _write_settlement(con, area, day, run_id, at, is_settled=False, note=f"not settled: {why}")
        return _settlement(con, area, day, run_id, [day], f"not settled: {why}")


def verdict(settlement: Settlement) -> None:
    """Nothing, when all that was due is loaded.

    Raises:
        NightIncomplete: something is missing, refused or broken.
    """
    if settlement.problems or settlement.failure:
        raise NightIncomplete(settlement)


def _window(folder: Path, day: date) -> list[date]:
    try:
        facts = json.loads((folder / "known.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return [day]
    return [date.fromisoformat(text) for text in facts["window"]]


def _write_attempts(con: duckdb.DuckDBPyConnection, outcomes: list[Outcome], at: datetime, run_id: str) -> None:
    rows: list[list[object]] = []
    for outcome in outcomes:
        tried = [at, run_id, "extract", outcome.feed, outcome.supplier]
        rows += [[*tried, None, delivery_id, "landed", None] for delivery_id in outcome.landed]
        rows += [[*tried, missing.day, None, "missing", missing.reason] for missing in outcome.missing]
        rows += [[*tried, one.day, None, "not taken", one.reason] for one in outcome.not_taken]
        rows += [[*tried, None, None, "noted", note] for note in outcome.notes]
    if rows:
        con.executemany(
            "INSERT INTO ops.attempt (attempted_at, run_id, step, feed, supplier, business_day, delivery_id, outcome, "
            "because) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _write_landed(con: duckdb.DuckDBPyConnection, landed: list[Manifest], run_id: str) -> None:
    known = {row[0] for row in con.execute("SELECT delivery_id FROM ops.delivery").fetchall()}
    for m in landed:
        if m.delivery_id not in known:
            con.execute(
                "INSERT INTO ops.delivery (delivery_id, feed, supplier, business_day, version, state, landed_path, "
                "sha256, contract_version, landed_at, run_id) VALUES (?, ?, ?, ?, ?, 'landed', ?, ?, ?, ?, ?)",
                [m.delivery_id, m.feed, m.supplier, m.business_day, m.version, m.landed_path, m.sha256,
                 m.contract_version, m.fetched_at, run_id],
            )  # fmt: skip


def _write_settlement(
    con: duckdb.DuckDBPyConnection,
    area: str,
    day: date,
    run_id: str,
    at: datetime,
    *,
    is_settled: bool,
    note: str | None,
) -> None:
    con.execute("INSERT INTO ops.settlement VALUES (?, ?, ?, ?, ?, ?)", [area, day, at, run_id, is_settled, note])


def _settlement(
    con: duckdb.DuckDBPyConnection, area: str, day: date, run_id: str, window: list[date], failure: str | None
) -> Settlement:
    problems = con.execute(
        render("night/unsettled"),
        {"feeds": list(feeds_of(area)), "first": window[0], "last": window[-1], "run_id": run_id},
    ).fetchall()
    changed = con.execute(
        "SELECT DISTINCT business_day FROM ops.day_changed WHERE run_id = ? AND feed LIKE ? || '.%' ORDER BY ALL",
        [run_id, area],
    ).fetchall()
    return Settlement(
        area=area,
        day=day.isoformat(),
        run_id=run_id,
        problems=tuple(
            Problem(feed, supplier, owed.isoformat(), state, reason) for feed, supplier, owed, state, reason in problems
        ),
        changed_days=tuple(row[0].isoformat() for row in changed),
        failure=failure,
    )
