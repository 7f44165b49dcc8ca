"""The communes as circles at their centres: area by citizens, shade by cards per citizen."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipelines.publish.report.answer import Answer, Record
from pipelines.publish.report.drawings.shades import Shades
from pipelines.publish.report.numbers import Said, number, share

WIDTH = 620
_LARGEST, _SMALLEST = 17.0, 3.0
_MARGIN = 20


@dataclass(frozen=True)
class Circle:
    """A commune."""

    x: float
    y: float
    radius: float
    look: str
    title: Said


@dataclass(frozen=True)
class CommuneMap:
    """All communes, the large ones first so that small ones lie on top; `hidden` counts the withheld."""

    width: int
    height: int
    circles: tuple[Circle, ...]
    shades: Shades
    hidden: int


def commune_map(answer: Answer) -> CommuneMap:
    """The map; empty where there are no communes with a centre."""
    records = list(answer.records)
    if not records:
        return CommuneMap(WIDTH, WIDTH, (), Shades(0, 1), 0)
    west, east = _ends(records, "longitude")
    south, north = _ends(records, "latitude")
    # a degree of longitude is shorter than one of latitude here
    across = (east - west) * math.cos(math.radians((north + south) / 2))
    scale = (WIDTH - 2 * _MARGIN) / across
    height = round((north - south) * scale) + 2 * _MARGIN
    most = max((one["citizens"] or 0 for one in records), default=0) or 1
    shades = Shades.of(one["cards_per_citizen"] for one in records)
    circles = tuple(
        Circle(
            round(_MARGIN + (one["longitude"] - west) / (east - west) * (WIDTH - 2 * _MARGIN), 1),
            round(_MARGIN + (north - one["latitude"]) * scale, 1),
            _radius(one["citizens"], most),
            shades.look(one["cards_per_citizen"]),
            _title(one),
        )
        for one in records
    )
    return CommuneMap(WIDTH, height, circles, shades, sum(bool(one["is_suppressed"]) for one in records))


def _ends(records: list[Record], name: str) -> tuple[float, float]:
    values = [one[name] for one in records]
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.01, high + 0.01)


def _radius(citizens: int | None, most: int) -> float:
    return _SMALLEST if not citizens else round(max(_SMALLEST, _LARGEST * math.sqrt(citizens / most)), 1)


def _title(one: Record) -> Said:
    name = one["commune"][0]
    if one["is_suppressed"]:
        return Said(f"{name}: ẩn", f"{name}: withheld")
    citizens, cards, each = number(one["citizens"]), number(one["cards"]), share(one["cards_per_citizen"])
    return Said(
        f"{name}: {citizens.vi} công dân, {cards.vi} thẻ ({each.vi})",
        f"{name}: {citizens.en} citizens, {cards.en} cards ({each.en})",
    )
