"""What the build file says: its own invariants, and what the other checks need to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.publish.failures import Broken
from pipelines.publish.invariants import broken_in_warehouse
from pipelines.publish.model import Publication
from pipelines.settings import Settings
from pipelines.verify.history import broken_against_published, broken_histories
from warehouse.connection import open_reader
from warehouse.damage import NotOurs
from warehouse.sql import literal, run_sql

SQL = Path(__file__).resolve().parent / "sql"


@dataclass(frozen=True)
class Line:
    """A delivery as the ledger has it; the attributes are those of `ops.delivery`."""

    delivery_id: str
    feed: str
    supplier: str
    business_day: date
    version: int
    landed_path: str
    sha256: str

    @property
    def place(self) -> str:
        """Where a finding about it is."""
        return f"{self.feed} {self.supplier} {self.business_day} {self.delivery_id}"


@dataclass(frozen=True)
class Warehouse:
    """What was seen while the build file was open.

    Attributes:
        broken: what does not hold in it, or between it and the newest publication.
        lines: its ledger.
        settled_at: when each area was settled last.
    """

    broken: tuple[Broken, ...]
    lines: tuple[Line, ...]
    settled_at: dict[str, datetime]


def look(settings: Settings, newest: Publication | None, at: datetime, tell: Callable[[str], None]) -> Warehouse:
    """Read the build file; `newest` is the publication to compare it with."""
    try:
        with open_reader(settings, "verification", at, tell=tell) as con:
            broken = broken_in_warehouse(con)
            tell("history")
            broken += broken_histories(con) + _broken_copy(con, newest)
            lines = tuple(Line(*row) for row in run_sql(con, "lines", folder=SQL).fetchall())
            return Warehouse(tuple(broken), lines, dict(run_sql(con, "settled", folder=SQL).fetchall()))
    except (duckdb.Error, NotOurs) as reason:
        what = "the build file cannot be read: " + (getattr(reason, "what", "") or type(reason).__name__)
        return Warehouse((Broken("warehouse.readable", settings.warehouse_file.name, what),), (), {})


def _broken_copy(con: duckdb.DuckDBPyConnection, newest: Publication | None) -> list[Broken]:
    if newest is None or not newest.city.exists():
        return []
    try:
        con.execute(f"ATTACH {literal(str(newest.city))} AS shown (READ_ONLY)")
        ledger = [Broken(*row) for row in run_sql(con, "published_ledger", folder=SQL).fetchall()]
        return ledger + broken_against_published(con, newest)
    except duckdb.Error as reason:
        what = f"it cannot be read: {type(reason).__name__}"
        return [Broken("publication.readable", newest.name, what)]
