"""From the rows of a statement to a table as its page's list describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipelines.publish.report.answer import Answer, Record
from pipelines.publish.report.axis import Axis
from pipelines.publish.report.bands import bands
from pipelines.publish.report.numbers import UNKNOWN, Said, day, exactness, number, share, signed
from pipelines.publish.report.spec import Block, ColumnSpec
from pipelines.publish.report.strip import Strip, StripHead
from pipelines.publish.report.table import Bar, Cell, Column, Kind, Table
from pipelines.publish.report.words import word

WITHHELD = Cell(Said("ẩn", "withheld"), tone="quiet")
"""What stands in place of a figure of too few people."""

_DRAWN: Mapping[str, Kind] = {"plot": "plot", "bar": "bar", "strip": "strip", "bands": "bands"}
_TEXTS = ("text", "code", "pair", "words", "with_feed")
_BY_DAY = "business_day"


@dataclass(frozen=True)
class Around:
    """What the cells of a table are drawn against: scales by column, the longest bar, the days of strips."""

    axes: Mapping[str, Axis]
    most: Mapping[str, float]
    days: StripHead


def tabulate(block: Block, answer: Answer, stated: float | None = None) -> Table:
    """The table; of several days the newest."""
    records = list(answer.records)
    around = _around(block, records, stated)
    shown = _of_newest_day(records) if block.is_by_day else records
    lines = [tuple(cell(column, one, around) for column in block.columns) for one in shown]
    marks = [bool(one.get("is_carried")) for one in shown]
    totals = [line for line, one in zip(lines, shown, strict=True) if one.get("is_total")]
    body = [n for n, one in enumerate(shown) if not one.get("is_total")]
    return Table(
        name=block.name,
        caption=block.caption,
        columns=tuple(_column(column, around) for column in block.columns),
        rows=tuple(lines[n] for n in body),
        carried=tuple(marks[n] for n in body),
        totals=tuple(totals),
        sorted_by=_sorted_by(block),
        is_long=block.is_long,
    )


def _of_newest_day(records: Sequence[Record]) -> list[Record]:
    newest = max((one[_BY_DAY] for one in records), default=None)
    return [one for one in records if one[_BY_DAY] == newest]


def _around(block: Block, records: Sequence[Record], stated: float | None) -> Around:
    axes, most = {}, {}
    newest = _of_newest_day(records) if block.is_by_day else records
    for column in block.columns:
        values = [one.get(column.name) for one in records]
        if column.kind == "plot":
            total = next((one[column.name] for one in newest if one.get("is_total")), None)
            axes[column.name] = Axis.around(values, total, stated)
        elif column.kind == "bar":
            most[column.name] = max((value for value in values if value), default=1)
    strips = [one for column in block.columns if column.kind == "strip" for one in records]
    days = [entry["business_day"] for one in strips for entry in one["days"] or ()]
    return Around(axes, most, StripHead.between(days))


def _column(column: ColumnSpec, around: Around) -> Column:
    kind: Kind = _DRAWN.get(column.kind, "text" if column.kind in _TEXTS else "number")
    head = around.days if column.kind == "strip" else None
    axis = around.axes.get(column.name) if kind == "plot" else None
    return Column(column.title, kind, axis=axis, days=head, form=column.kind, name=column.name)


def _sorted_by(block: Block) -> tuple[int, str] | None:
    name = block.sorted_by.removeprefix("-")
    places = [n for n, column in enumerate(block.columns) if column.name == name and column.kind != "plot"]
    return (places[0], "descending" if block.sorted_by.startswith("-") else "ascending") if places else None


def cell(column: ColumnSpec, record: Record, around: Around) -> Cell:
    """The cell of a column in a row."""
    if record.get("is_suppressed") and column.kind not in _TEXTS:
        return WITHHELD
    value = record[column.name]
    if column.kind == "plot":
        return Cell(share(value), share(value).value, point=around.axes[column.name].point(value))
    if column.kind == "bar":
        length = round(100 * value / around.most[column.name], 2)
        return Cell(number(value), str(value), bar=Bar(length, record.get("severity", "critical") == "critical"))
    if column.kind == "strip":
        return _strip(value or [], around.days)
    if column.kind == "bands":
        drawn = bands(value)
        return Cell(drawn.summary, drawn.order, bands=drawn)
    if column.kind == "with_feed":
        return replace(_pair(value), below=word("feed", record["feed"]) if record["feed"] else None)
    if column.kind == "words":
        return _word(column.name, value)
    return _PLAIN[column.kind](value)


def _strip(entries: list[Mapping[str, Any]], head: StripHead) -> Cell:
    good = sum(one["state"] in ("loaded", "late") for one in entries)
    strip = Strip.of(head, [(one["business_day"], one["state"]) for one in entries])
    return Cell(strip.summary, f"{good / len(entries):.4f}" if entries else "", strip=strip)


def _word(kind: str, value: str | None) -> Cell:
    if value is None:
        return Cell(UNKNOWN)
    known = word(kind, value)
    return Cell(Said(known.vi, known.en), known.vi)


def _text(value: str | None) -> Cell:
    return Cell(UNKNOWN) if not value else Cell(Said(value, value), value)


def _code(value: str | None) -> Cell:
    return Cell(UNKNOWN) if not value else Cell(Said(value, value), value, tone="code")


def _pair(value: Sequence[str] | None) -> Cell:
    return Cell(UNKNOWN) if not value else Cell(Said(value[0] or "", value[1] or value[0] or ""), value[0] or "")


def _figure(shown: Said, tone: str = "") -> Cell:
    return Cell(shown, shown.value, tone=tone)


def _day(value: date | None) -> Cell:
    return _figure(day(value))


_PLAIN: Mapping[str, Callable[[Any], Cell]] = {
    "text": _text,
    "code": _code,
    "pair": _pair,
    "count": lambda value: _figure(number(value)),
    "alarm": lambda value: _figure(number(value), "alarm" if value else ""),
    "year": lambda value: _text(None if value is None else str(value)),
    "decimal": lambda value: _figure(number(value, 1)),
    "signed": lambda value: _figure(signed(value)),
    "signed_decimal": lambda value: _figure(signed(value, 1)),
    "figure": lambda value: _figure(number(value, exactness(value))),
    "signed_figure": lambda value: _figure(signed(value, exactness(value))),
    "share": lambda value: _figure(share(value)),
    "day": _day,
}
