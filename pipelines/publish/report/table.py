"""A table of the page: what its cells say, what they sort by, and what is drawn in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.publish.report.axis import Axis, Point
from pipelines.publish.report.numbers import UNKNOWN, Said, number, share
from pipelines.publish.report.strip import Strip, StripHead

Kind = Literal["text", "number", "plot", "bar", "strip"]


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        title: its heading.
        kind: how its cells look.
        axis: the scale of a plot, drawn in the heading.
        days: the days of a strip, drawn in the heading.
    """

    title: Said
    kind: Kind = "text"
    axis: Axis | None = None
    days: StripHead | None = None


@dataclass(frozen=True)
class Bar:
    """A length in percent of the longest, and whether its records were held back."""

    length: float
    is_held: bool


@dataclass(frozen=True)
class Cell:
    """A cell.

    Attributes:
        said: its text.
        order: what it sorts by, "" for last.
        below: a second, quieter line.
        point: where on the column's axis.
        bar: how long.
        strip: the days of one supplier.
        tone: `alarm` for a count that should be zero and is not.
    """

    said: Said
    order: str = ""
    below: Said | None = None
    point: Point | None = None
    bar: Bar | None = None
    strip: Strip | None = None
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A whole table.

    Attributes:
        name: stable, ASCII; its identifier on the page and the stem of its file.
        caption: what it shows.
        columns: from left to right.
        rows: as they first stand.
        totals: the last line, which sorting leaves where it is.
        csv: the same facts as a file, as a data: address.
        sorted_by: index of the column the rows come sorted by, with its direction.
        is_long: whether it scrolls in a frame of its own.
    """

    name: str
    caption: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    csv: str = ""
    sorted_by: tuple[int, Literal["ascending", "descending"]] | None = None
    is_long: bool = False


def text(value: str | None, below: Said | None = None) -> Cell:
    """A cell of text."""
    return Cell(UNKNOWN if value is None else Said(value, value), value or "", below)


def said(value: Said, below: Said | None = None) -> Cell:
    """A cell of text in both languages."""
    return Cell(value, value.vi if value.is_known else "", below)


def count(value: int | None, *, should_be_zero: bool = False) -> Cell:
    """A cell with a whole number."""
    shown = number(value)
    return Cell(shown, shown.value, tone="alarm" if should_be_zero and value else "")


def ratio(value: float | None, digits: int = 1) -> Cell:
    """A cell with a share."""
    shown = share(value, digits)
    return Cell(shown, shown.value)


def plotted(value: float | None, axis: Axis) -> Cell:
    """A cell with a dot on the axis of its column."""
    shown = share(value)
    return Cell(shown, shown.value, point=axis.point(value))


def sums(values: Sequence[int | None]) -> int | None:
    """The sum of what is known; nothing when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
