"""Insurance cards matched with the population register: per district, per object group, and every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.publish.report.axis import Axis
from pipelines.publish.report.csv_file import csv_address
from pipelines.publish.report.facts import Facts, Matched, MatchedCell
from pipelines.publish.report.numbers import Said, day
from pipelines.publish.report.table import Cell, Column, Table, count, plotted, ratio, said, text

_CARDS = Column(Said("Thẻ", "Cards"), "number")
_MATCHED = Column(Said("Thẻ khớp", "Matched"), "number")
_SHARE = Said("Tỷ lệ khớp", "Matched share")
_WITHHELD = Said("ẩn", "withheld")


@dataclass(frozen=True)
class Insurance:
    """The section; `as_of` is unknown when no card is loaded, `withheld` counts the figures too small to publish."""

    as_of: Said
    by_district: Table
    by_group: Table
    cells: Table
    withheld: int


def insurance(facts: Facts) -> Insurance:
    """The section on insurance cards."""
    city = facts.cards_of_the_city
    return Insurance(
        as_of=day(facts.card_cells[0].as_of if facts.card_cells else None),
        by_district=_by_district(facts.cards_by_district, city),
        by_group=_by_group(facts.cards_by_group, city),
        cells=_cells(facts.card_cells),
        withheld=sum(one.is_withheld for one in facts.card_cells),
    )


def _by_district(rows: Sequence[Matched], city: Sequence[Matched]) -> Table:
    axis = _axis(rows, city)
    return Table(
        name="cards_by_district",
        caption=Said("Tỷ lệ khớp theo quận, huyện", "Matched share by district"),
        columns=_columns(Said("Quận, huyện", "District"), axis),
        rows=tuple(_line(one, axis) for one in rows),
        totals=_totals(city, axis),
        csv=csv_address(Matched, [*rows, *city]),
        sorted_by=(2, "ascending"),
    )


def _by_group(rows: Sequence[Matched], city: Sequence[Matched]) -> Table:
    axis = _axis(rows, city)
    return Table(
        name="cards_by_group",
        caption=Said("Tỷ lệ khớp theo nhóm đối tượng", "Matched share by object group"),
        columns=_columns(Said("Nhóm đối tượng", "Object group"), axis),
        rows=tuple(_line(one, axis) for one in rows),
        totals=_totals(city, axis),
        csv=csv_address(Matched, [*rows, *city]),
    )


def _axis(rows: Sequence[Matched], city: Sequence[Matched]) -> Axis:
    return Axis.around([one.share for one in rows], city[0].share if city else None)


def _columns(who: Said, axis: Axis) -> tuple[Column, ...]:
    return (Column(who), Column(_SHARE, "plot", axis=axis), Column(Said("Tỷ lệ", "Share"), "number"), _MATCHED, _CARDS)


def _line(one: Matched, axis: Axis) -> tuple[Cell, ...]:
    cards, matched, share = _figures(one)
    return said(Said(one.name_vi, one.name_en)), plotted(one.share, axis), share, matched, cards


def _totals(city: Sequence[Matched], axis: Axis) -> tuple[Cell, ...]:
    if not city:
        return ()
    return said(Said("Toàn thành phố", "Whole city")), *_line(city[0], axis)[1:]


def _cells(rows: Sequence[MatchedCell]) -> Table:
    return Table(
        name="insurance_sync",
        caption=Said("Thẻ theo quận, huyện và nhóm đối tượng", "Cards by district and object group"),
        columns=(
            Column(Said("Quận, huyện", "District")),
            Column(Said("Nhóm đối tượng", "Object group")),
            _CARDS,
            _MATCHED,
            Column(_SHARE, "number"),
        ),
        rows=tuple((text(one.district_name), text(one.group_name), *_figures(one)) for one in rows),
        csv=csv_address(MatchedCell, rows),
        is_long=True,
    )


def _figures(one: Matched | MatchedCell) -> tuple[Cell, Cell, Cell]:
    """Cards, matched cards and their share."""
    if one.is_withheld:
        return (Cell(_WITHHELD, tone="quiet"),) * 3
    return count(one.cards), count(one.matched), ratio(one.share)
