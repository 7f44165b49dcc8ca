"""A range of past days: what would be done for each delivery that is due, and doing it, oldest day first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from pipelines.contract import contract_of, suppliers_of
from pipelines.extract.model import Errand
from pipelines.land.manifest import manifests
from pipelines.night.model import Settlement
from pipelines.night.run import run_area
from pipelines.settings import Settings
from warehouse.connection import open_reader
from warehouse.sql import render


class Reprocess(StrEnum):
    """Which days are worked on."""

    MISSING = "missing"
    FAILED = "failed"
    ALL = "all"


class Source(StrEnum):
    """Where a day comes from when it has landed already."""

    LANDING = "landing"
    SUPPLIER = "supplier"


ASK, LOAD, LEAVE = "ask the supplier", "load what has landed", "leave as it is"


@dataclass(frozen=True)
class Planned:
    """What a backfill would do for one delivery.

    Attributes:
        feed, supplier, day: which one.
        state: how it stands in the ledger: `missing`, `landed`, `refused`, `loaded` or `late`.
        what: what would be done.
        records: how many records are known of it, None when none are.
    """

    feed: str
    supplier: str
    day: date
    state: str
    what: str
    records: int | None

    @property
    def is_work(self) -> bool:
        """Whether anything would be done."""
        return self.what != LEAVE

    def to_dict(self) -> dict[str, object]:
        """Plain types, for `--json`."""
        return asdict(self) | {"day": self.day.isoformat()}


def plan(
    settings: Settings,
    feeds: Sequence[str],
    days: Sequence[date],
    at: datetime,
    reprocess: Reprocess,
    source: Source,
    supplier: str | None = None,
) -> list[Planned]:
    """One line for each delivery that is due in these days, by day, feed and supplier.

    Raises:
        WarehouseHeld: a writer did not let go of the warehouse.
    """
    standing = _standing(settings, feeds, days, at)
    planned = []
    for day in sorted(days):
        for feed in feeds:
            for owing in suppliers_of(feed):
                if supplier in (None, owing):
                    state, records = standing.get((feed, owing, day), ("missing", None))
                    has_landed = bool(manifests(settings, feed, day, owing))
                    if state == "missing" and has_landed:
                        state = "landed"
                    planned.append(Planned(feed, owing, day, state, _what(state, reprocess, source), records))
    return planned


def fill(
    settings: Settings,
    planned: Sequence[Planned],
    instants: Mapping[date, datetime],
    run_id: str,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Settlement]:
    """Do what was planned: day by day; each one stands in the ledger before the next begins."""
    work = {(one.feed, one.supplier, one.day) for one in planned if one.what == ASK}
    ended = []
    for day in sorted({one.day for one in planned if one.is_work}):
        areas = sorted({contract_of(one.feed).area for one in planned if one.is_work and one.day == day})

        def chosen(errand: Errand, day: date = day) -> Errand | None:
            return replace(errand, days=(day,)) if (errand.feed, errand.supplier, day) in work else None

        for area in areas:
            ended.append(run_area(settings, area, day, instants[day], run_id, choose=chosen, tell=tell))
    return ended


def _what(state: str, reprocess: Reprocess, source: Source) -> str:
    if state == "missing":
        return ASK
    if state == "landed":
        return LOAD if source is Source.LANDING else ASK
    if state == "refused":
        return LEAVE if reprocess is Reprocess.MISSING else ASK
    return ASK if reprocess is Reprocess.ALL and source is Source.SUPPLIER else LEAVE


def _standing(
    settings: Settings, feeds: Sequence[str], days: Sequence[date], at: datetime
) -> dict[tuple[str, str, date], tuple[str, int | None]]:
    if not settings.warehouse_file.exists():
        return {}
    with open_reader(settings, "plan of a backfill", at) as con:
        rows = con.execute(
            render("night/standing"), {"feeds": list(feeds), "first": min(days), "last": max(days)}
        ).fetchall()
    return {(feed, supplier, day): (state, received) for feed, supplier, day, state, received in rows}
