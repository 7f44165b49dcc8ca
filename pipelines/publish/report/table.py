"""A table of the page: what its cells say, what they sort by, and what is drawn in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.publish.report.axis import Axis, Point
from pipelines.publish.report.bands import Bands
from pipelines.publish.report.numbers import Said
from pipelines.publish.report.strip import Strip, StripHead

Kind = Literal["text", "number", "plot", "bar", "strip", "bands"]


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        title: its heading.
        kind: how its cells look.
        axis: the scale of a plot, drawn in the heading.
        days: the days of a strip, drawn in the heading.
        form: how its values are written, for the script that shows another day.
        name: the statement's column.
    """

    title: Said
    kind: Kind = "text"
    axis: Axis | None = None
    days: StripHead | None = None
    form: str = ""
    name: str = ""


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
        bands: parts of a whole.
        tone: `alarm` for a count that should be zero and is not.
    """

    said: Said
    order: str = ""
    below: Said | None = None
    point: Point | None = None
    bar: Bar | None = None
    strip: Strip | None = None
    bands: Bands | None = None
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A whole table.

    Attributes:
        name: stable, ASCII; its identifier on the page and the stem of its files.
        caption: what it shows.
        columns: from left to right.
        rows: as they first stand.
        carried: for each row whether its figures are those of an earlier day.
        totals: the last lines, which sorting leaves where they are.
        sorted_by: index of the column the rows come sorted by, with its direction.
        is_long: whether it scrolls in a frame of its own.
    """

    name: str
    caption: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    carried: tuple[bool, ...] = ()
    totals: tuple[tuple[Cell, ...], ...] = ()
    sorted_by: tuple[int, str] | None = None
    is_long: bool = False


def sums(values: Sequence[int | None]) -> int | None:
    """The sum of what is known; nothing when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
