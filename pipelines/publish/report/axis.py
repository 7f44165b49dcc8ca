"""The common scale of a column of dots: where a share stands between its two ends."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.publish.report.numbers import Said, share

_MARGIN = 3.0
"""Percent of the width left free at both ends, so that a dot at the end is whole."""

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Point:
    """A dot, in percent of the width, and whether it is below the reference."""

    at: float
    is_below: bool


@dataclass(frozen=True)
class Tick:
    """A labelled place on the axis."""

    at: float
    label: Said


@dataclass(frozen=True)
class Axis:
    """From `lower` to `upper`, both shares; `reference` is the city as a whole, `stated` the city's own figure."""

    lower: float
    upper: float
    reference: float | None = None
    stated: float | None = None

    @classmethod
    def around(cls, values: Iterable[float | None], reference: float | None, stated: float | None = None) -> Axis:
        """An axis that ends at 100 % and begins at a round share below all values.

        Dots show position, not length, so the axis need not begin at zero.
        """
        known = [value for value in (*values, reference, stated) if value is not None]
        lowest = min(known, default=0.0)
        span = next((step * 5 for step in _STEPS if 1.0 - step * 5 <= lowest), 1.0)
        return cls(max(0.0, 1.0 - span), 1.0, reference, stated)

    def place(self, value: float) -> float:
        """Where a share stands, in percent of the width."""
        relative = (value - self.lower) / (self.upper - self.lower)
        return round(_MARGIN + (100 - 2 * _MARGIN) * min(1.0, max(0.0, relative)), 2)

    def point(self, value: float | None) -> Point | None:
        """The dot of a share."""
        if value is None:
            return None
        return Point(self.place(value), self.reference is not None and value < self.reference)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Both ends, and the middle where its label is as short as theirs."""
        middle = (self.lower + self.upper) / 2
        is_round = math.isclose(middle * 100, round(middle * 100))
        values = (self.lower, middle, self.upper) if is_round else (self.lower, self.upper)
        return tuple(Tick(self.place(value), share(value, 0)) for value in values)

    @property
    def reference_at(self) -> float | None:
        """Where the city as a whole stands."""
        return None if self.reference is None else self.place(self.reference)

    @property
    def stated_at(self) -> float | None:
        """Where the city's own figure stands."""
        return None if self.stated is None else self.place(self.stated)
