"""All feeds there are: the folders below `pipelines/feeds/`, read once per process.

A feed's folder holds the newest version of its contract with its layouts, and below `earlier/<version>/` those before
it: a business day is read by the version that was valid on it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.contract.layout import Layout, read_layout
from pipelines.contract.lineage import check_succession
from pipelines.contract.model import Contract, read_contract
from pipelines.errors import ContractFailure

COLLECTED = "CITYDB_FEEDS"
"""The environment variable that names the feeds an installation collects, with commas between them."""

CONNECTED = "CITYDB_SUPPLIERS"
"""The environment variable that names the suppliers an installation is connected to, with commas between them."""

FEEDS = Path(__file__).resolve().parents[1] / "feeds"


@dataclass(frozen=True)
class _Version:
    contract: Contract
    folder: Path


@cache
def _versions() -> Mapping[str, tuple[_Version, ...]]:
    """Each feed's versions, the newest first."""
    found: dict[str, tuple[_Version, ...]] = {}
    for path in sorted(FEEDS.glob("*/contract.odcs.yaml")):
        earlier = sorted(path.parent.glob("earlier/*/contract.odcs.yaml"))
        versions = [_Version(read_contract(one), one.parent) for one in (path, *earlier)]
        newest = versions[0].contract
        check_succession(newest, [one.contract for one in versions[1:]])
        found[newest.feed] = tuple(sorted(versions, key=lambda one: one.contract.valid_from, reverse=True))
    return found


def forget() -> None:
    """Have the folders read again."""
    _versions.cache_clear()
    _layouts.cache_clear()
    _collected.cache_clear()
    _connected.cache_clear()
    _owing.cache_clear()
    _owed.cache_clear()


def feeds() -> tuple[str, ...]:
    """The names of all feeds, sorted."""
    return tuple(sorted(_versions()))


def areas() -> tuple[str, ...]:
    """The areas of which this installation collects a feed, sorted."""
    return tuple(sorted({feed.split(".")[0] for feed in collected()}))


def feeds_of(area: str) -> tuple[str, ...]:
    """The feeds of an area, sorted."""
    return tuple(feed for feed in feeds() if feed.split(".")[0] == area)


def contract_of(feed: str, day: date | None = None) -> Contract:
    """The contract of a feed: the newest version, or the one a business day is read by.

    What lies before the first version is read by the first.

    Raises:
        ContractFailure: there is no such feed.
    """
    return _version(feed, day).contract


def contracts_of(feed: str) -> tuple[Contract, ...]:
    """Every version of the contract of a feed, the oldest first.

    Raises:
        ContractFailure: there is no such feed.
    """
    _version(feed, None)
    return tuple(version.contract for version in reversed(_versions()[feed]))


def _version(feed: str, day: date | None) -> _Version:
    versions = _versions().get(feed)
    if versions is None:
        raise ContractFailure(f"There is no feed '{feed}'.", next_step=f"Feeds are: {', '.join(feeds())}.")
    return next((one for one in versions if day is None or one.contract.valid_from <= day), versions[-1])


def collected() -> tuple[str, ...]:
    """The feeds this installation collects, sorted: those `CITYDB_FEEDS` names, by default all.

    Raises:
        ContractFailure: it names one there is not.
    """
    return _collected(os.environ.get(COLLECTED, ""))


@cache
def _collected(written: str) -> tuple[str, ...]:
    named = _names(written)
    if unknown := sorted(named - set(feeds())):
        raise ContractFailure(
            f"{COLLECTED} names {unknown[0]!r}, which is no feed.", next_step=f"Feeds are: {', '.join(feeds())}."
        )
    return tuple(sorted(named)) or feeds()


@cache
def _connected(written: str) -> frozenset[str]:
    """The suppliers that are named; all that stand in any layout when none is.

    Raises:
        ContractFailure: no layout names one of them.
    """
    named, known = _names(written), frozenset(supplier for feed in feeds() for supplier in _owing(feed, None))
    if unknown := sorted(named - known):
        raise ContractFailure(
            f"{CONNECTED} names {unknown[0]!r}, which stands in no layout.",
            next_step="Suppliers stand under `suppliers:` of the layouts below pipelines/feeds/.",
        )
    return named or known


def _names(written: str) -> frozenset[str]:
    return frozenset(name.strip() for name in written.split(",") if name.strip())


def layouts_of(feed: str, day: date | None = None) -> tuple[Layout, ...]:
    """The layouts of a feed, by file name; a supplier stands in one of them on any day.

    Args:
        feed: the feed.
        day: the business day that is written like this; None for all layouts of the newest version of the contract,
            whatever their days.

    Raises:
        ContractFailure: a layout cannot be read, two have one name, or two claim one supplier for the same days.
    """
    layouts = _layouts(feed, _version(feed, day).folder / "layouts")
    return tuple(layout for layout in layouts if day is None or layout.is_for(day))


@cache
def _layouts(feed: str, folder: Path) -> tuple[Layout, ...]:
    layouts = tuple(read_layout(path, feed) for path in sorted(folder.glob("*.yaml")))
    for number, layout in enumerate(layouts):
        for earlier in layouts[:number]:
            _refuse_contradiction(earlier, layout, folder)
    return layouts


def _refuse_contradiction(one: Layout, other: Layout, folder: Path) -> None:
    if one.name == other.name:
        raise ContractFailure(
            f"Two layouts of {one.feed} have the name {one.name}.",
            where=str(folder),
            next_step="Give each a name of its own.",
        )
    if one.overlaps(other) and (claimed := sorted({*one.suppliers} & {*other.suppliers})):
        raise ContractFailure(
            f"Supplier {claimed[0]} stands in the layouts {one.name} and {other.name} of {one.feed}.",
            where=str(folder),
            next_step="Leave it in one of them, or give both `days:` that do not overlap.",
        )


def layout_of(feed: str, supplier: str, day: date | None = None) -> Layout:
    """How a supplier writes a feed of a business day; without a day how it writes the newest.

    Raises:
        ContractFailure: no layout of the feed names the supplier.
    """
    found = [layout for layout in layouts_of(feed, day) if supplier in layout.suppliers]
    if found:
        return max(found, key=lambda layout: layout.first_on or date.min)
    raise ContractFailure(
        f"No layout of {feed} names the supplier {supplier}{f' on {day}' if day else ''}.",
        next_step=f"Add it to `suppliers:` of a layout of {feed} whose `days:` are right, or write a new layout file.",
    )


def layout_named(feed: str, name: str, day: date) -> Layout:
    """The layout of that name a business day was taken by, even when its days have been corrected since.

    Raises:
        ContractFailure: the version of the contract that is valid on the day has none.
    """
    for layout in _layouts(feed, _version(feed, day).folder / "layouts"):
        if layout.name == name:
            return layout
    raise ContractFailure(f"{feed} has no layout {name} on {day}.", next_step="Restore its file.")


def suppliers_of(feed: str, day: date | None = None) -> tuple[str, ...]:
    """Who owes a feed for a business day, sorted; without a day everybody who ever did or will.

    Nobody does on a day of the week on which the feed is not due, or when this installation does not collect it; a
    supplier this installation is not connected to (`CITYDB_SUPPLIERS`) does not.

    Raises:
        ContractFailure: there is no such feed, or `CITYDB_FEEDS` or `CITYDB_SUPPLIERS` names what there is not.
    """
    return _owed(feed, day, os.environ.get(CONNECTED, "")) if feed in collected() else ()


def suppliers_of_any(feeds: Iterable[str], days: Iterable[date]) -> tuple[str, ...]:
    """Who owes at least one of these feeds for at least one of these days, sorted."""
    wanted = tuple(days)
    return tuple(sorted({supplier for feed in feeds for day in wanted for supplier in suppliers_of(feed, day)}))


@cache
def _owed(feed: str, day: date | None, connected: str) -> tuple[str, ...]:
    return tuple(supplier for supplier in _owing(feed, day) if supplier in _connected(connected))


@cache
def _owing(feed: str, day: date | None) -> tuple[str, ...]:
    if day is not None:
        is_due = day.isoweekday() in contract_of(feed, day).due_weekdays
        layouts = list(layouts_of(feed, day)) if is_due else []
    else:
        folders = [_version(feed, contract.valid_from).folder for contract in contracts_of(feed)]
        layouts = [layout for folder in folders for layout in _layouts(feed, folder / "layouts")]
    return tuple(sorted({supplier for layout in layouts for supplier in layout.suppliers}))
