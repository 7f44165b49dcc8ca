"""Refused deliveries and outages one can ask for: `KIND:SUPPLIER:DAY` or `KIND:SUPPLIER/FEED:DAY`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.clock import days, parse_day
from pipelines.errors import UsageFailure
from simulator.facts import Wire, rows, wires_of

_STANDING = "dropped_column"
"""A table has its columns on all days alike, so this fault has no day of its own."""

_NEEDS_BASELINE = "half_register"
"""What is half can only be told from what was whole the day before."""


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault.

    Attributes:
        name: how it is written.
        sent: what can have it: `any` feed, or those sent as `files`, `csv`, `xlsx`, over `http` or from `sql`.
        effect: what becomes of the delivery: `refused`, `missing` or `loaded`.
        meaning: what is wrong, in a sentence.
    """

    name: str
    sent: str
    effect: str
    meaning: str

    @property
    def example(self) -> str:
        """How it is asked for."""
        supplier = {"xlsx": "d268", "http": "bca", "sql": "bhxh"}.get(self.sent, "d001")
        return f"{self.name}:{supplier}" if self.name == _STANDING else f"{self.name}:{supplier}:2024-01-16"

    def concerns(self, wire: Wire) -> bool:
        """Whether a feed can have it, as it is sent."""
        if self.name == _NEEDS_BASELINE and wire.kind != "snapshot":
            return False
        is_file = wire.transport not in {"http", "sql"}
        return {"any": True, "files": is_file, "csv": wire.transport in {"csv_utf8", "csv_tcvn3"}}.get(
            self.sent, self.sent == wire.transport
        )


@dataclass(frozen=True)
class Requested:
    """A fault that strikes one feed of one supplier on one day."""

    fault: str
    supplier: str
    feed: str
    day: date


FAULTS: dict[str, FaultKind] = {
    row["fault"]: FaultKind(row["fault"], row["suppliers"], row["effect"], row["meaning"])
    for row in rows("delivery_faults")
}
"""Every kind of fault, by name."""


def requested_faults(texts: Sequence[str], first: date, last: date) -> tuple[Requested, ...]:
    """The faults written in some texts, for a window of days.

    Raises:
        UsageFailure: a text is no fault, or one that cannot strike this supplier on this day.
    """
    requested = tuple(one for text in texts for one in _requested(text, first, last))
    struck = [(one.supplier, one.feed, one.day) for one in requested]
    for supplier, feed, day in struck:
        if struck.count((supplier, feed, day)) > 1:
            raise UsageFailure(
                f"Two faults are asked for {feed} of {supplier} on {day}.",
                next_step="Ask for one fault per supplier, feed and day.",
            )
    return requested


def _requested(text: str, first: date, last: date) -> list[Requested]:
    name, written, day = (*text.split(":"), "", "")[:3]
    supplier, _, feed = written.partition("/")
    kind = FAULTS.get(name)
    if kind is None:
        raise UsageFailure(f"There is no fault '{name}'.", next_step=f"Faults are: {', '.join(FAULTS)}.")
    # a supplier's main feed is meant where none is named
    wire = next((one for one in wires_of(supplier) if feed in ("", one.feed)), None)
    if wire is None or not kind.concerns(wire):
        raise UsageFailure(
            f"{name} cannot happen to '{written}'.", next_step=f"It concerns: {kind.sent}; e.g. {kind.example}."
        )
    if name == _STANDING:
        if day:
            raise UsageFailure(
                f"{name} cannot strike one day: a table has its columns on all days alike.",
                next_step=f"Write {kind.example}; it concerns every day of the window.",
            )
        return [Requested(name, supplier, wire.feed, each) for each in days(first, last)]
    return [Requested(name, supplier, wire.feed, _day_of(kind, supplier, wire, day, first, last))]


def _day_of(kind: FaultKind, supplier: str, wire: Wire, text: str, first: date, last: date) -> date:
    day = parse_day(text)
    if first <= day <= last and not wire.is_sent_on(day):
        raise UsageFailure(
            f"{kind.name} cannot strike on {day}: {supplier} does not deliver {wire.feed} for that day.",
            next_step=_when(supplier, wire, first, last),
        )
    earliest = days(first, last)[1:2] if kind.name == _NEEDS_BASELINE else [first]
    if not earliest or not earliest[0] <= day <= last:
        raise UsageFailure(
            f"{kind.name} cannot strike on {day}.",
            next_step=f"Choose a day of the window {first} to {last}"
            + (
                ", not its first: a first register has nothing to be compared with."
                if len(earliest) == 0 or earliest[0] > first
                else "."
            ),
        )
    return day


def _when(supplier: str, wire: Wire, first: date, last: date) -> str:
    sent = [day for day in days(first, last) if wire.is_sent_on(day)]
    if sent:
        return f"Of the window {first} to {last} it delivers for {sent[0]} to {sent[-1]}."
    return f"It delivers for no day of the window {first} to {last}: choose another supplier, or another window."
