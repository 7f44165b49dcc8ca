"""All feeds there are: the folders below `pipelines/feeds/`, read once per process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.contract.layout import Layout, read_layout
from pipelines.contract.model import Contract, read_contract
from pipelines.errors import ContractFailure

FEEDS = Path(__file__).resolve().parents[1] / "feeds"


@cache
def _contracts() -> dict[str, Contract]:
    contracts = (read_contract(path) for path in sorted(FEEDS.glob("*/contract.odcs.yaml")))
    return {contract.feed: contract for contract in contracts}


def feeds() -> tuple[str, ...]:
    """The names of all feeds, sorted."""
    return tuple(sorted(_contracts()))


def areas() -> tuple[str, ...]:
    """The areas that have a feed, sorted."""
    return tuple(sorted({feed.split(".")[0] for feed in feeds()}))


def feeds_of(area: str) -> tuple[str, ...]:
    """The feeds of an area, sorted."""
    return tuple(feed for feed in feeds() if feed.split(".")[0] == area)


def contract_of(feed: str) -> Contract:
    """The contract of a feed.

    Raises:
        ContractFailure: there is no such feed.
    """
    try:
        return _contracts()[feed]
    except KeyError:
        raise ContractFailure(f"There is no feed '{feed}'.", next_step=f"Feeds are: {', '.join(feeds())}.") from None


@cache
def layouts_of(feed: str) -> tuple[Layout, ...]:
    """The layouts of a feed, by file name; a supplier stands in one of them.

    Raises:
        ContractFailure: a layout cannot be read, or two layouts of the feed claim one supplier.
    """
    folder = FEEDS / contract_of(feed).table / "layouts"
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


def layout_of(feed: str, supplier: str) -> Layout:
    """How a supplier writes a feed.

    Raises:
        ContractFailure: no layout of the feed names the supplier.
    """
    for layout in layouts_of(feed):
        if supplier in layout.suppliers:
            return layout
    raise ContractFailure(
        f"No layout of {feed} names the supplier {supplier}.",
        next_step=f"Add it to `suppliers:` of a layout of {feed}, or write a new layout file.",
    )


def suppliers_of(feed: str) -> tuple[str, ...]:
    """Who owes a feed, sorted."""
    return tuple(sorted(supplier for layout in layouts_of(feed) for supplier in layout.suppliers))
