"""What is asked of a replay, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True)
class Choice:
    """Which deliveries of the ledger: None stands for all.

    Attributes:
        feeds: these feeds.
        first, last: business days, both included.
        supplier: this supplier alone.
        deliveries: these ids alone.
        held_only: deliveries with an open item in quarantine alone.
        states: deliveries in one of these states of the ledger alone.
    """

    feeds: Sequence[str]
    first: date | None = None
    last: date | None = None
    supplier: str | None = None
    deliveries: Sequence[str] | None = None
    held_only: bool = False
    states: Sequence[str] | None = None


@dataclass(frozen=True)
class Line:
    """A delivery that is to be taken through again, as the ledger has it.

    Attributes:
        delivery_id, feed, supplier, business_day, version: which one.
        state: its state in the ledger.
        loaded, quarantined: its counts there, None when it was never loaded.
        is_chosen: whether it was asked for; else it is another version of such a day, which may have to stand again.
    """

    delivery_id: str
    feed: str
    supplier: str
    business_day: date
    version: int
    state: str
    loaded: int | None
    quarantined: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Taken:
    """What became of one delivery.

    Attributes:
        delivery_id, feed, supplier, business_day, version: which one.
        was, state: its state in the ledger before and after.
        outcome: what the load says of it: `loaded`, `refused`, `superseded` or `unchanged`.
        loaded_before, loaded, quarantined_before, quarantined: its counts before and after.
        refused_because: why it is refused, when it is.
    """

    delivery_id: str
    feed: str
    supplier: str
    business_day: date
    version: int
    was: str
    state: str
    outcome: str
    loaded_before: int | None
    loaded: int | None
    quarantined_before: int | None
    quarantined: int | None
    refused_because: str | None

    @property
    def is_changed(self) -> bool:
        """Whether anything of it is another than before."""
        return self.outcome != "unchanged" or self.was != self.state

    def to_dict(self) -> dict[str, object]:
        """Plain types, for `--json`."""
        return asdict(self) | {"business_day": self.business_day.isoformat()}
