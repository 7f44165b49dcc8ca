"""All feeds there are: the folders below `pipelines/feeds/`, read once per process.

A feed's folder holds the newest version of its contract with its layouts, and below `earlier/<version>/` those before
it: a business day is read by the version that was valid on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.contract.layout import Layout, read_layout
from pipelines.contract.lineage import check_succession
from pipelines.contract.model import Contract, read_contract
from pipelines.errors import ContractFailure

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


def feeds() -> tuple[str, ...]:
    """The names of all feeds, sorted."""
    return tuple(sorted(_versions()))


def areas() -> tuple[str, ...]:
    """The areas that have a feed, sorted."""
    return tuple(sorted({feed.split(".")[0] for feed in feeds()}))


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


def layouts_of(feed: str, day: date | None = None) -> tuple[Layout, ...]:
    """The layouts of a feed, by file name; a supplier stands in one of them.

    Args:
        feed: the feed.
        day: the business day whose version of the contract is meant; None for the newest.

    Raises:
        ContractFailure: a layout cannot be read, or two layouts of the feed claim one supplier.
    """
    return _layouts(feed, _version(feed, day).folder / "layouts")


@cache
def _layouts(feed: str, folder: Path) -> tuple[Layout, ...]:
    layouts = tuple(read_layout(path, feed) for path in sorted(folder.glob("*.yaml")))
    claimed: dict[str, str] = {}
    for layout in layouts:
        for supplier in layout.suppliers:
            if supplier in claimed:
                raise ContractFailure(
                    f"Supplier {supplier} stands in the layouts {claimed[supplier]} and {layout.name} of {feed}.",
                    where=str(folder),
                    next_step="Leave it in one of them.",
                )
            claimed[supplier] = layout.name
    return layouts


def layout_of(feed: str, supplier: str, day: date | None = None) -> Layout:
    """How a supplier writes a feed, on a business day or now.

    Raises:
        ContractFailure: no layout of the feed names the supplier.
    """
    for layout in layouts_of(feed, day):
        if supplier in layout.suppliers:
            return layout
    raise ContractFailure(
        f"No layout of {feed} names the supplier {supplier}{f' on {day}' if day else ''}.",
        next_step=f"Add it to `suppliers:` of a layout of {feed}, or write a new layout file.",
    )


def suppliers_of(feed: str, day: date | None = None) -> tuple[str, ...]:
    """Who owes a feed, on a business day or now, sorted."""
    return tuple(sorted(supplier for layout in layouts_of(feed, day) for supplier in layout.suppliers))
