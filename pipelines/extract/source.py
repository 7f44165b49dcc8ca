"""One supplier of one feed, with everything an extractor needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pipelines.contract import Layout, contract_of, layout_of
from pipelines.extract.failures import WrongSettings
from pipelines.extract.suppliers import Kind, Supplier, supplier_of
from pipelines.land import Arrival
from pipelines.settings import Settings

_KIND_OF: Mapping[str, Kind] = {"http_pages": "http", "sql": "sql", "csv": "files", "xlsx": "files", "jsonl": "files"}


def kind_of(layout: Layout) -> Kind:
    """The kind of supplier that a layout is read from."""
    return _KIND_OF[layout.format]


@dataclass(frozen=True)
class Source:
    """Where a supplier is, how it writes the feed, and under which contract that is read."""

    supplier: Supplier
    layout: Layout
    contract_version: str

    @property
    def name(self) -> str:
        """The supplier's name."""
        return self.supplier.name

    @property
    def feed(self) -> str:
        """The feed it is asked for."""
        return self.layout.feed

    def arrival(
        self, day: date, at: datetime, *, origin: str, version: int | None = None, announced: int | None = None
    ) -> Arrival:
        """What is known of a delivery of that day as it arrives."""
        return Arrival(
            feed=self.feed,
            supplier=self.name,
            business_day=day,
            layout=self.layout.name,
            contract_version=self.contract_version,
            fetched_at=at,
            version=version,
            records_announced=announced,
            origin=origin,
        )


def source_of(settings: Settings, feed: str, supplier: str, day: date | None = None) -> Source:
    """The source of a feed at a supplier, as contract, layout and `suppliers.toml` describe it on a business day.

    Raises:
        ContractFailure: one of the three is missing, wrong, or contradicts another.
    """
    layout = layout_of(feed, supplier, day)
    found = supplier_of(settings, supplier)
    if found.kind != kind_of(layout):
        raise WrongSettings(
            f"{supplier} is of kind {found.kind}, but its layout {layout.name} of {feed} is {layout.format}.",
            where=f"suppliers.toml [{supplier}]",
            next_step=f"Such a layout is read from a supplier of kind {kind_of(layout)}.",
        )
    return Source(found, layout, contract_of(feed, day).version)
