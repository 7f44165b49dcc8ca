"""Refused deliveries and outages one can ask for: `KIND:SUPPLIER:DAY`, e.g. `truncated_xlsx:d268:2024-01-16`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.clock import days, parse_day
from pipelines.errors import UsageFailure
from simulator.facts import drop_folders, rows

_STANDING = "dropped_column"
"""A table has its columns on all days alike, so this fault has no day of its own."""

_NEEDS_BASELINE = "half_register"
"""What is half can only be told from what was whole the day before."""


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault.

    Attributes:
        name: how it is written.
        suppliers: who can have it: `any`, `files`, `csv`, `xlsx`, or one supplier.
        effect: what becomes of the delivery: `refused`, `missing` or `loaded`.
        meaning: what is wrong, in a sentence.
    """

    name: str
    suppliers: str
    effect: str
    meaning: str

    @property
    def example(self) -> str:
        """How it is asked for."""
        supplier = {"any": "d001", "files": "d001", "csv": "d001", "xlsx": "d268"}.get(self.suppliers, self.suppliers)
        return f"{self.name}:{supplier}" if self.name == _STANDING else f"{self.name}:{supplier}:2024-01-16"

    def concerns(self, supplier: str) -> bool:
        """Whether a supplier can have it."""
        layout = drop_folders().get(supplier)
        known = supplier in {"bca", "bhxh"} or layout is not None
        return {
            "any": known,
            "files": layout is not None,
            "csv": layout in {"csv_utf8", "csv_tcvn3"},
            "xlsx": layout == "xlsx",
        }.get(self.suppliers, supplier == self.suppliers)


@dataclass(frozen=True)
class Requested:
    """A fault that strikes one supplier on one day."""

    fault: str
    supplier: str
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
    struck = [(one.supplier, one.day) for one in requested]
    for supplier, day in struck:
        if struck.count((supplier, day)) > 1:
            raise UsageFailure(
                f"Two faults are asked for {supplier} on {day}.", next_step="Ask for one fault per supplier and day."
            )
    return requested


def _requested(text: str, first: date, last: date) -> list[Requested]:
    name, supplier, day = (*text.split(":"), "", "")[:3]
    kind = FAULTS.get(name)
    if kind is None:
        raise UsageFailure(f"There is no fault '{name}'.", next_step=f"Faults are: {', '.join(FAULTS)}.")
    if not kind.concerns(supplier):
        raise UsageFailure(
            f"{name} cannot happen to '{supplier}'.", next_step=f"It concerns: {kind.suppliers}; e.g. {kind.example}."
        )
    if name == _STANDING:
        if day:
            raise UsageFailure(
                f"{name} cannot strike one day: a table has its columns on all days alike.",
                next_step=f"Write {kind.example}; it concerns every day of the window.",
            )
        return [Requested(name, supplier, each) for each in days(first, last)]
    return [Requested(name, supplier, _day_of(kind, day, first, last))]


def _day_of(kind: FaultKind, text: str, first: date, last: date) -> date:
    day = parse_day(text)
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
