"""The end of an area's night: what it collected goes into the ledger, and what is open is named."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

import duckdb

from pipelines.contract import feeds_of
from pipelines.crash_points import crash_point
from pipelines.extract.model import Outcome
from pipelines.land.manifest import Manifest
from pipelines.night.known import Known, Nights, told
from pipelines.night.leftovers import SETTLED, discard
from pipelines.night.model import NightIncomplete, Problem, Settlement, run_folder
from pipelines.settings import Settings
from warehouse.connection import open_writer
from warehouse.sql import render


def settle(
    settings: Settings,
    area: str,
    day: date,
    run_id: str,
    at: datetime,
    failure: str | None = None,
    *,
    tell: Callable[[str], None] | None = None,
) -> Settlement:
    """Close the area's night, and the other days of its range, whatever happened; what is still open stands in it.

    `failure` says what broke in the machinery before, if anything did; the run's folder is then kept.
    """
    folder = run_folder(settings, area, day, run_id)
    known = Known.of(folder, day, at)
    outcomes = [
        Outcome.from_json(path.read_text(encoding="utf-8")) for path in sorted((folder / "outcomes").glob("*.json"))
    ]
    landed = [manifest for feed in feeds_of(area) for manifest in known.undecided(settings, feed)]
    with open_writer(settings, f"settling of {area} for {told(known.nights)}", at, tell=tell) as con:
        con.execute("BEGIN")
        _write_attempts(con, outcomes, known.nights, at, run_id)
        left = _write_landed(con, landed, run_id)
        for night, instant in known.nights.items():
            is_broken = not left or night in left
            _write_settlement(con, area, night, run_id, instant, is_settled=True, note=failure if is_broken else None)
        crash_point("settle: before COMMIT")
        con.execute("COMMIT")
        crash_point("settle: after COMMIT")
        settlement = _settlement(con, area, day, run_id, known.window, failure)
    crash_point("settle: the run's folder is still there")
    if failure is None:
        discard(folder)
    else:
        (folder / SETTLED).touch(mode=0o600)
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


_ATTEMPT = ("attempted_at", "feed", "supplier", "business_day", "delivery_id", "outcome", "because")


def _write_attempts(
    con: duckdb.DuckDBPyConnection, outcomes: list[Outcome], nights: Nights, at: datetime, run_id: str
) -> None:
    noted = set(con.execute(render("night/noted"), {"run_id": run_id}).fetchall())
    rows: list[list[object]] = []
    for outcome in outcomes:
        tried = [outcome.feed, outcome.supplier]
        rows += [[at, *tried, None, delivery_id, "landed", None] for delivery_id in outcome.landed]
        rows += [[nights.get(one.day, at), *tried, one.day, None, "missing", one.reason] for one in outcome.missing]
        rows += [[nights.get(one.day, at), *tried, one.day, None, "not taken", one.reason] for one in outcome.not_taken]
        rows += [[at, *tried, None, None, "noted", note] for note in outcome.notes]
    rows = [row for row in rows if tuple(row[1:]) not in noted]  # by a settlement that died after it was committed
    if rows:
        con.execute(
            render("night/attempts"),
            dict(zip(_ATTEMPT, map(list, zip(*rows, strict=True)), strict=True)) | {"run_id": run_id},
        )


def _write_landed(con: duckdb.DuckDBPyConnection, landed: list[Manifest], run_id: str) -> set[date]:
    """The days of what is in no line of the ledger yet, and now stands there as landed."""
    known = {row[0] for row in con.execute("SELECT delivery_id FROM ops.delivery").fetchall()}
    left = [m for m in landed if m.delivery_id not in known]
    for m in left:
        con.execute(
            "INSERT INTO ops.delivery (delivery_id, feed, supplier, business_day, version, state, landed_path, "
            "sha256, contract_version, landed_at, run_id) VALUES (?, ?, ?, ?, ?, 'landed', ?, ?, ?, ?, ?)",
            [m.delivery_id, m.feed, m.supplier, m.business_day, m.version, m.landed_path, m.sha256,
             m.contract_version, m.fetched_at, run_id],
        )  # fmt: skip
    return {m.business_day for m in left}


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
    con: duckdb.DuckDBPyConnection, area: str, day: date, run_id: str, window: Collection[date], failure: str | None
) -> Settlement:
    problems = con.execute(
        render("night/unsettled"),
        {"feeds": list(feeds_of(area)), "first": min(window), "last": max(window), "run_id": run_id},
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
