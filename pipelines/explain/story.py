"""What there is to tell of one record: who said what of it, when, and where in the delivery it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

What = Literal["version", "equal", "beaten", "deleted", "ended", "replaced", "withdrawn"]

MEANS: Mapping[What, str] = {
    "version": "a version of the record begins",
    "equal": "says the same as what stood already",
    "beaten": "gives way to what a later business day says",
    "deleted": "the supplier deletes it",
    "ended": "the supplier's whole state does not hold it any more",
    "replaced": "an earlier version of the delivery told it, which gave way to a newer one",
    "withdrawn": "a version of the delivery told it that somebody withdrew",
}


@dataclass(frozen=True)
class Delivery:
    """A delivery that speaks of the record, as the ledger has it."""

    delivery_id: str
    supplier: str
    business_day: date
    version: int
    state: str
    landed_path: str


@dataclass(frozen=True)
class Place:
    """Where a record stood.

    Attributes:
        position: the number the warehouse keeps.
        told: the same as a person would look for it: `page 3, item 12 of /v1/citizens/changes`.
        origin: what the delivery was called at the supplier.
        file: what to open here, relative to the home.
    """

    position: int
    told: str
    origin: str
    file: str


@dataclass(frozen=True)
class Change:
    """A column that differs: what stood before, and what this telling says."""

    column: str
    before: object
    after: object


@dataclass(frozen=True)
class Telling:
    """What one delivery told of the record for one instant.

    Attributes:
        supplier: who told it.
        what: what became of it.
        since: the day (the instant, in a changes feed) from which it holds.
        until: the end of a version's validity, not included; None while it is open and for what is no version.
        delivery_id: the delivery.
        content: the record's columns.
        changes: against the version before; of what no longer counts, against what stands in its place.
        places: where it stood in the delivery, the first one being the record itself and the others its duplicates.
        trouble: why its place is not known.
    """

    supplier: str
    what: What
    since: date | datetime
    until: date | datetime | None
    delivery_id: str
    content: Mapping[str, object]
    changes: tuple[Change, ...] = ()
    places: tuple[Place, ...] = ()
    trouble: str | None = None


@dataclass(frozen=True)
class Held:
    """The record in quarantine: once for each delivery it was held of."""

    supplier: str
    business_day: date
    delivery_id: str
    position: int
    state: str
    rule_ids: tuple[str, ...]
    reasons: tuple[str, ...]
    payload: Mapping[str, str | None]
    resolved_by: str | None
    resolved_at: datetime | None
    place: Place | None = None


@dataclass(frozen=True)
class Story:
    """All that is known of one key of a feed, by supplier and time."""

    feed: str
    key: str = field(repr=False)
    tellings: tuple[Telling, ...]
    held: tuple[Held, ...]
    unobserved: tuple[tuple[str, date], ...]
    deliveries: Mapping[str, Delivery]

    @property
    def suppliers(self) -> tuple[str, ...]:
        """Who claims the key; two or more are a finding for reconciliation."""
        told = [one.supplier for one in self.tellings] + [one.supplier for one in self.held]
        return tuple(sorted(set(told)))

    def newest(self, supplier: str) -> Telling | None:
        """The newest version of a supplier's record, None when all it told is held or beaten."""
        versions = [one for one in self.tellings if one.supplier == supplier and one.what == "version"]
        return versions[-1] if versions else None


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """The columns in which two contents differ, in order."""
    return tuple(Change(name, before.get(name), value) for name, value in after.items() if before.get(name) != value)
