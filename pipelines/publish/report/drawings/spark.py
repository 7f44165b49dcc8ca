"""A figure over days as a line no higher than text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.publish.report.numbers import Said, day, number

WIDTH, HEIGHT = 96, 26


@dataclass(frozen=True)
class Spark:
    """The line, its last point, and its first and last value in words."""

    points: str
    last: tuple[float, float]
    summary: Said


def spark(days: Sequence[date], values: Sequence[float], digits: int) -> Spark | None:
    """The line; None where there is one day only, which shows no trend."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    span = (high - low) or 1
    width = (days[-1] - days[0]).days or 1
    points = [
        (
            round(3 + (WIDTH - 6) * (when - days[0]).days / width, 1),
            round(HEIGHT - 4 - (HEIGHT - 8) * ((value - low) / span if high > low else 0.5), 1),
        )
        for when, value in zip(days, values, strict=True)
    ]
    begin, end, since = number(values[0], digits), number(values[-1], digits), day(days[0])
    summary = Said(
        f"{begin.vi} → {end.vi} từ {since.vi}", f"{begin.en} → {end.en} since {since.en}", f"{begin.value} {end.value}"
    )
    return Spark(" ".join(f"{x},{y}" for x, y in points), points[-1], summary)
