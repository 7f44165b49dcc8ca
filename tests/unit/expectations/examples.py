"""The words in which the records of each area's module are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

DAY = date(2024, 1, 15)

Record = Mapping[str, object]


def noon(day: int, month: int = 1, year: int = 2024) -> datetime:
    """12:00 in Hanoi."""
    return datetime(year, month, day, 5, 0, tzinfo=UTC)


TOMORROW = datetime(2024, 1, 15, 17, 0, tzinfo=UTC)
"""The first moment in Hanoi after the business day."""


@dataclass(frozen=True)
class Breaking:
    """A change to the good record.

    Attributes:
        change: the columns that become something else; `business_day` where the day of the delivery does.
        also: rules that this change cannot help breaking too.
    """

    change: Record
    also: frozenset[str] = field(default_factory=frozenset)


def breaks(*also: str, **change: object) -> Breaking:
    return Breaking(change, frozenset(also))


@dataclass(frozen=True)
class Examples:
    """What is known of a feed's records.

    Attributes:
        good: a record that breaks nothing.
        broken: for each rule that does not follow from the contract alone a change that breaks it.
        still_good: changes that break nothing, by what is odd about them.
    """

    good: Record
    broken: Mapping[str, Breaking]
    still_good: Mapping[str, Record]
