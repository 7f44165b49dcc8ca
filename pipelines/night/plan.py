"""What a backfill would do for each delivery that is due in a range of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from pipelines.clock import business_day_of
from pipelines.contract import layout_of, suppliers_of
from pipelines.land.manifest import Manifest, manifests
from pipelines.settings import Settings
from warehouse.connection import open_reader
from warehouse.presence import assert_not_gone
from warehouse.sql import render


class Reprocess(StrEnum):
    """Which days are worked on: those without a delivery, refused ones as well, or every one."""

    MISSING = "missing"
    FAILED = "failed"
    ALL = "all"


class Source(StrEnum):
    """Where a day comes from when it has landed already."""

    LANDING = "landing"
    SUPPLIER = "supplier"


ASK, LOAD, SETTLE = "ask the supplier", "load what has landed", "settle its day"
READ_AGAIN, JUDGE_AGAIN = "read again what has landed", "judge again what has landed"
LEAVE = "leave as it is"


@dataclass(frozen=True)
class Planned:
    """What a backfill would do for one delivery.

    Attributes:
        feed, supplier, day: which one.
        state: how it stands in the ledger: `missing`, `landed`, `refused`, `loaded`, `late` or `withdrawn`.
        what: what would be done.
        records: how many records are known of it: what was received, else what the supplier announced; None when
            neither is known.
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


@dataclass(frozen=True)
class _Standing:
    state: str = "missing"
    received: int | None = None
    is_settled: bool = False


def plan(
    settings: Settings,
    feeds: Sequence[str],
    nights: Sequence[tuple[date, datetime]],
    at: datetime,
    reprocess: Reprocess,
    source: Source,
    supplier: str | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Planned]:
    """One line for each delivery that is due in these days, by day, feed and supplier; changes nothing.

    Args:
        settings: the installation.
        feeds: the feeds in question.
        nights: the days, each with the instant it would be collected at.
        at: this instant.
        reprocess: which days are worked on.
        source: where a day comes from when it has landed already.
        supplier: this one alone.
        tell: hears who is waited for.

    Raises:
        WarehouseHeld: a writer did not let go of the warehouse.
        Gone: there was a warehouse, and it is not there any more.
    """
    standing = _standing(settings, feeds, [day for day, _ in nights], at, tell)
    planned = []
    for day, then in sorted(nights):
        for feed in feeds:
            landed = _newest(manifests(settings, feed, day))
            for owing in suppliers_of(feed, day):
                if supplier in (None, owing):
                    found = standing.get((feed, owing, day), _Standing())
                    manifest = landed.get(owing)
                    state = "landed" if found.state == "missing" and manifest else found.state
                    can_ask = layout_of(feed, owing, day).gives == "dated" or day == business_day_of(then)
                    what = what_to_do(state, reprocess, source, can_ask=can_ask)
                    if what == LEAVE and not found.is_settled:
                        what = SETTLE
                    announced = manifest.records_announced if manifest else None
                    records = announced if found.received is None else found.received
                    planned.append(Planned(feed, owing, day, state, what, records))
    return planned


def what_to_do(state: str, reprocess: Reprocess, source: Source, *, can_ask: bool) -> str:
    """What is done for a delivery in some state.

    What has landed is taken from there when the landing zone is the source: a refused delivery is judged again, by
    today's rules and against what is loaded today, a loaded one is only read again. The supplier is asked otherwise,
    where it can still give the day.
    """
    if state == "missing":
        return ASK
    if state == "withdrawn":  # a person took it out; only the supplier can send something else
        return ASK if source is Source.SUPPLIER and can_ask else LEAVE
    if state == "landed":
        return LOAD if source is Source.LANDING else ASK
    is_wanted = reprocess is Reprocess.ALL or (reprocess is Reprocess.FAILED and state == "refused")
    if not is_wanted:
        return LEAVE
    if source is Source.SUPPLIER:
        return ASK if can_ask else LEAVE
    return JUDGE_AGAIN if state == "refused" else READ_AGAIN


def _newest(landed: Sequence[Manifest]) -> dict[str, Manifest]:
    """By supplier; `landed` is in the order of versions."""
    return {manifest.supplier: manifest for manifest in landed}


def _standing(
    settings: Settings,
    feeds: Sequence[str],
    days: Sequence[date],
    at: datetime,
    tell: Callable[[str], None] | None,
) -> dict[tuple[str, str, date], _Standing]:
    assert_not_gone(settings)
    if not settings.warehouse_file.exists():
        return {}
    with open_reader(settings, "plan of a backfill", at, tell=tell) as con:
        rows = con.execute(
            render("night/standing"), {"feeds": list(feeds), "first": min(days), "last": max(days)}
        ).fetchall()
    return {(feed, supplier, day): _Standing(*facts) for feed, supplier, day, *facts in rows}
