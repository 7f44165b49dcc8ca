"""Figures over days as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.publish.report.answer import Answer
from pipelines.publish.report.numbers import Said, day, number
from pipelines.publish.report.spec import Block

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 34, 14, 30
_ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Mark:
    """A labelled place on an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Dot:
    """A day of a line and what it says."""

    x: float
    y: float
    title: Said


@dataclass(frozen=True)
class Line:
    """One column over the days: its class, name, points as SVG writes them, and its dots."""

    look: str
    title: Said
    points: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Lines:
    """The whole drawing; `summary` is what someone hears who cannot see it."""

    width: int
    height: int
    left: int
    right: int
    lines: tuple[Line, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    summary: Said


def lines(block: Block, answer: Answer) -> Lines:
    """A line for each column after the first, which is the day."""
    records = list(answer.records)
    days = [one[block.columns[0].name] for one in records]
    known = [one[column.name] or 0 for one in records for column in block.columns[1:]]
    top = _nice(max(known, default=1))
    drawn = []
    for n, column in enumerate(block.columns[1:]):
        dots = [
            Dot(_x(when, days), _y(one[column.name], top), _title(column.title, when, one[column.name]))
            for when, one in zip(days, records, strict=True)
            if one[column.name] is not None
        ]
        points = " ".join(f"{dot.x},{dot.y}" for dot in dots)
        drawn.append(Line(f"s{n + 1}", column.title, points, tuple(dots)))
    up = tuple(Mark(_y(part * top / 4, top), number(part * top / 4, 0 if top >= 4 else 1).vi) for part in range(5))
    return Lines(WIDTH, HEIGHT, _LEFT, WIDTH - _RIGHT, tuple(drawn), _across(days), up, _summary(block, answer))


def _nice(most: float) -> float:
    """The smallest round number from `most` up, of which quarters are whole where it is large."""
    step = 4.0
    while True:
        for factor in _ROUND:
            if step * factor >= most:
                return step * factor
        step *= 10


def _x(when: date, days: Sequence[date]) -> float:
    span = (days[-1] - days[0]).days or 1
    return round(_LEFT + (when - days[0]).days / span * (WIDTH - _LEFT - _RIGHT), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - _BOTTOM - value / top * (HEIGHT - _TOP - _BOTTOM), 1)


def _across(days: Sequence[date]) -> tuple[Mark, ...]:
    """Some six days, the first and the last among them."""
    if not days:
        return ()
    step = max(1, round((len(days) - 1) / 5))
    chosen = [
        one for n, one in enumerate(days) if n % step == 0 and (days[-1] - one).days >= (days[-1] - days[0]).days / 9
    ]
    return tuple(Mark(_x(one, days), f"{one:%d/%m}") for one in dict.fromkeys([*chosen, days[-1]]))


def _title(title: Said, when: date, value: float) -> Said:
    shown, at = number(value), day(when)
    return Said(f"{at.vi}: {title.vi} {shown.vi}", f"{at.en}: {title.en} {shown.en}")


def _summary(block: Block, answer: Answer) -> Said:
    records = list(answer.records)
    if not records:
        return Said("", "")
    first, last = records[0], records[-1]
    told = [(column.title, number(first[column.name]), number(last[column.name])) for column in block.columns[1:]]
    vietnamese = "; ".join(f"{title.vi}: từ {begin.vi} đến {end.vi}" for title, begin, end in told)
    english = "; ".join(f"{title.en}: from {begin.en} to {end.en}" for title, begin, end in told)
    return Said(vietnamese, english)
