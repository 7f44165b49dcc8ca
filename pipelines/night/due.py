"""What every supplier of an area owes, and what the later steps need to know of the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from types import MappingProxyType

import duckdb

from pipelines import reference
from pipelines.clock import HANOI, days
from pipelines.contract import contract_of, feeds_of, layout_of, suppliers_of, suppliers_of_any
from pipelines.crash_points import crash_point
from pipelines.extract.model import Errand
from pipelines.night.known import Known, Nights, told
from pipelines.night.model import WINDOW_DAYS, run_folder
from pipelines.settings import Settings
from pipelines.validate.baseline import export_baseline
from warehouse.connection import open_writer
from warehouse.sql import run_sql

NONE: Nights = MappingProxyType({})


def due(
    settings: Settings,
    area: str,
    day: date,
    at: datetime,
    run_id: str,
    *,
    earlier: Nights = NONE,
    tell: Callable[[str], None] | None = None,
) -> list[Errand]:
    """One errand per feed and supplier of the area: the business day, and what of the 14 days before is missing.

    Only the newest day looks back: asking for an old day asks for that day alone. Files are looked for in the whole
    window, because a folder may hold a newer version of any day. Leaves reference tables, baselines and the list of
    deliveries the ledger knows in the run's folder, for the steps that must not open the warehouse.

    Args:
        settings: the installation.
        area: whose suppliers.
        day: the business day; of a range its last one.
        at: the instant the night of `day` is taken to happen at.
        run_id: names the run's folder.
        earlier: the other days of a range.
        tell: hears who is waited for.
    """
    folder = run_folder(settings, area, day, run_id)
    nights = {**earlier, day: at}
    with open_writer(settings, f"due of {area} for {told(nights)}", at, tell=tell) as con:
        reference.build(con)
        window = _window(con, area, sorted(nights))
        _owe(con, area, window)
        crash_point("due: the suppliers owe")
        reference.export(con, folder / "reference")
        for feed in feeds_of(area):
            export_baseline(con, feed, window, folder)
        crash_point("due: all is handed over but what is known")
        Known(nights, window, _decided(con, area, window)).keep(folder)
        open_days = _open_days(con, area, window)
    return [
        Errand(feed, supplier, asked)
        for feed in feeds_of(area)
        for supplier in suppliers_of_any([feed], window)
        if (asked := _days_to_ask(feed, supplier, nights, window, open_days))
    ]


def _window(con: duckdb.DuckDBPyConnection, area: str, asked: Sequence[date]) -> tuple[date, ...]:
    """The days asked for, and when the last is the newest of all, the 14 before it the system was already due."""
    first, last = con.execute(
        "SELECT min(business_day), max(business_day) FROM ops.obligation WHERE feed LIKE ? || '.%'", [area]
    ).fetchone() or (None, None)
    if first is None or asked[-1] < last:
        return tuple(asked)
    looked_back_to = days(max(first, asked[-1] - timedelta(days=WINDOW_DAYS)), asked[-1])
    return tuple(sorted({*asked, *looked_back_to}))


def _owe(con: duckdb.DuckDBPyConnection, area: str, window: Sequence[date]) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE owed (feed VARCHAR, supplier VARCHAR, business_day DATE, due_at TIMESTAMPTZ)"
    )
    for feed in feeds_of(area):
        for owing, group in groupby(window, key=lambda day: suppliers_of(feed, day)):  # noqa: B023  # called at once
            if not owing:
                continue
            days_owed = list(group)
            due_at = [_due_at(feed, day) for day in days_owed]
            con.execute(
                "INSERT INTO owed SELECT $feed, supplier, night.* FROM (SELECT unnest($suppliers) AS supplier) "
                "CROSS JOIN (SELECT unnest($days::DATE[]) AS day, unnest($due_at::TIMESTAMPTZ[]) AS due_at) AS night",
                {
                    "feed": feed,
                    "suppliers": list(owing),
                    "days": days_owed,
                    "due_at": due_at,
                },
            )
    run_sql(con, "night/owe")


def _due_at(feed: str, day: date) -> datetime:
    due = contract_of(feed, day).due
    return datetime.combine(day + timedelta(days=1), due, HANOI).astimezone(UTC)


def _open_days(con: duckdb.DuckDBPyConnection, area: str, window: Sequence[date]) -> set[tuple[str, str, date]]:
    rows = con.execute(
        "SELECT feed, supplier, business_day FROM ops.due "
        "WHERE state IN ('missing', 'refused') AND feed LIKE ? || '.%' AND business_day BETWEEN ? AND ?",
        [area, window[0], window[-1]],
    ).fetchall()
    return {(feed, supplier, day) for feed, supplier, day in rows}


def _days_to_ask(
    feed: str, supplier: str, nights: Nights, window: Sequence[date], open_days: set[tuple[str, str, date]]
) -> tuple[date, ...]:
    return tuple(
        day
        for day in window
        if supplier in suppliers_of(feed, day)
        and (
            layout_of(feed, supplier, day).format in ("csv", "xlsx", "jsonl")
            or day in nights
            or (feed, supplier, day) in open_days
        )
    )


def _decided(con: duckdb.DuckDBPyConnection, area: str, window: Sequence[date]) -> frozenset[str]:
    rows = con.execute(
        "SELECT delivery_id FROM ops.delivery WHERE state <> 'landed' AND feed LIKE ? || '.%' "
        "AND business_day BETWEEN ? AND ?",
        [area, window[0], window[-1]],
    ).fetchall()
    return frozenset(row[0] for row in rows)
