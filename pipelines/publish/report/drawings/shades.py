"""Shares as shades: five steps from the lowest to the highest of what is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.publish.report.numbers import Said, share

STEPS = 5


@dataclass(frozen=True)
class Shade:
    """A step of the legend: its class and the shares it stands for."""

    look: str
    label: Said


@dataclass(frozen=True)
class Shades:
    """Equal steps between `lower` and `upper`, both shares."""

    lower: float
    upper: float

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Shades:
        """Steps over these shares; all alike where they are one."""
        known = [value for value in values if value is not None]
        return cls(min(known, default=0.0), max(known, default=1.0))

    def look(self, value: float | None) -> str:
        """The class of a share."""
        if value is None:
            return "none"
        if self.upper <= self.lower:
            return f"q{STEPS}"
        return f"q{min(STEPS, 1 + int(STEPS * (value - self.lower) / (self.upper - self.lower)))}"

    @property
    def legend(self) -> tuple[Shade, ...]:
        """Every step, from the lowest."""
        if self.upper <= self.lower:
            only = share(self.upper)
            return (Shade(f"q{STEPS}", only),)
        step = (self.upper - self.lower) / STEPS
        ends = [(self.lower + n * step, self.lower + (n + 1) * step) for n in range(STEPS)]
        told = [(share(low), share(high)) for low, high in ends]
        return tuple(
            Shade(f"q{n + 1}", Said(f"{low.vi} – {high.vi}", f"{low.en} – {high.en}", low.value))
            for n, (low, high) in enumerate(told)
        )
