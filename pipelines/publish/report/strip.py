"""Days side by side: what became of each of a supplier's deliveries, one small sign a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.publish.report.numbers import Said, day
from pipelines.publish.report.words import word

_NARROW, _WIDE = 14, 44
"""Width of a day: narrow for weeks, wide enough for its date when there are few."""


@dataclass(frozen=True)
class StripHead:
    """The days of all strips of a column."""

    days: tuple[date, ...]

    @classmethod
    def between(cls, days: Sequence[date]) -> StripHead:
        """Every calendar day from the first to the last of these."""
        if not days:
            return cls(())
        first, last = min(days), max(days)
        return cls(tuple(first + timedelta(days=n) for n in range((last - first).days + 1)))

    @property
    def step(self) -> int:
        """Width of a day."""
        return _WIDE if len(self.days) <= 5 else _NARROW

    @property
    def width(self) -> int:
        """Width of all of them."""
        return max(self.step * len(self.days), _WIDE)

    @property
    def labels(self) -> tuple[tuple[float, str], ...]:
        """Where a date is written, and which: every day when they are wide, else every Monday that leaves room."""
        if self.step == _WIDE:
            return tuple((self.middle(n), f"{one:%d/%m}") for n, one in enumerate(self.days))
        return tuple((self.middle(n), f"{one:%d/%m}") for n, one in enumerate(self.days) if one.weekday() == 0)

    def middle(self, n: int) -> float:
        """The middle of the n-th day."""
        return self.step * n + self.step / 2


@dataclass(frozen=True)
class Sign:
    """One day of one supplier."""

    at: float
    state: str
    title: Said


Day = tuple[date, str]
"""A business day and the state of what was owed for it."""


@dataclass(frozen=True)
class Strip:
    """All days of one supplier; `summary` is what someone hears who cannot see them."""

    width: int
    signs: tuple[Sign, ...]
    summary: Said

    @classmethod
    def of(cls, head: StripHead, owed: Sequence[Day]) -> Strip:
        """The strip of one supplier's days."""
        at = {one: head.middle(n) for n, one in enumerate(head.days)}
        signs = tuple(Sign(at[when], state, _title(when, state)) for when, state in owed)
        return cls(head.width, signs, _summary(owed))


def _title(when: date, state: str) -> Said:
    known, at = word("state", state), day(when)
    return Said(f"{at.vi}: {known.vi.lower()}", f"{at.en}: {known.en.lower()}")


def _summary(owed: Sequence[Day]) -> Said:
    counted = Counter(state for _, state in owed)
    states = [(word("state", state), times) for state, times in counted.most_common()]
    vietnamese = ", ".join(f"{times} {state.vi.lower()}" for state, times in states)
    english = ", ".join(f"{times} {state.en.lower()}" for state, times in states)
    return Said(f"{len(owed)} ngày: {vietnamese}", f"{len(owed)} days: {english}")
