"""Dossiers handled on time: per district, per field, per day, and every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.publish.report.axis import Axis
from pipelines.publish.report.csv_file import csv_address
from pipelines.publish.report.facts import Facts, Punctual, PunctualCell
from pipelines.publish.report.numbers import Said, day
from pipelines.publish.report.table import Cell, Column, Table, count, plotted, ratio, said, sums, text

_SHARE = Said("Đúng và trước hạn", "On time or early")
_COUNTS = {
    "received": Said("Tiếp nhận", "Received"),
    "finished": Said("Đã trả", "Finished"),
    "late": Said("Trả muộn", "Finished late"),
    "processing": Said("Đang xử lý", "In process"),
    "processing_late": Said("Quá hạn", "Overdue"),
    "paused": Said("Tạm dừng", "Paused"),
}


@dataclass(frozen=True)
class Dossiers:
    """The section: dossiers finished from `since` to `until`, both unknown when no dossier is loaded."""

    since: Said
    until: Said
    by_district: Table
    by_field: Table
    by_day: Table
    cells: Table


def dossiers(facts: Facts, stated: float | None) -> Dossiers:
    """The section on dossiers; `stated` is the city's own share."""
    share = _share(facts.dossiers_by_district)
    return Dossiers(
        since=day(facts.dossier_cells[0].since if facts.dossier_cells else None),
        until=day(facts.dossier_cells[0].until if facts.dossier_cells else None),
        by_district=_by_district(facts.dossiers_by_district, share, stated),
        by_field=_by_field(facts.dossiers_by_field, share, stated),
        by_day=_by_day(facts.dossiers_by_day, stated),
        cells=_cells(facts.dossier_cells),
    )


def _share(rows: Sequence[Punctual]) -> float | None:
    finished = sum(one.finished for one in rows)
    return sum(one.early + one.on_time for one in rows) / finished if finished else None


def _by_district(rows: Sequence[Punctual], share: float | None, stated: float | None) -> Table:
    axis, names = Axis.around([one.share for one in rows], share, stated), ("finished", "late", "processing_late")
    return Table(
        name="dossiers_by_district",
        caption=Said("Đúng hạn theo quận, huyện", "On time by district"),
        columns=_columns(Said("Quận, huyện", "District"), axis, names),
        rows=tuple((text(one.name), *_figures(one, axis, names)) for one in rows),
        totals=_totals(rows, share, axis, names),
        csv=csv_address(Punctual, rows),
        sorted_by=(2, "ascending"),
    )


def _by_field(rows: Sequence[Punctual], share: float | None, stated: float | None) -> Table:
    axis, names = Axis.around([one.share for one in rows], share, stated), ("finished", "late")
    return Table(
        name="dossiers_by_field",
        caption=Said("Đúng hạn theo lĩnh vực", "On time by field"),
        columns=_columns(Said("Lĩnh vực", "Field"), axis, names),
        rows=tuple((text(one.name), *_figures(one, axis, names)) for one in rows),
        totals=_totals(rows, share, axis, names),
        csv=csv_address(Punctual, rows),
        sorted_by=(3, "descending"),
    )


def _by_day(rows: Sequence[Punctual], stated: float | None) -> Table:
    axis, names = Axis.around([one.share for one in rows], None, stated), ("finished", "late")
    return Table(
        name="dossiers_by_day",
        caption=Said("Đúng hạn theo ngày", "On time by day"),
        columns=_columns(Said("Ngày", "Day"), axis, names),
        rows=tuple((Cell(Said(one.name, one.name), one.code), *_figures(one, axis, names)) for one in rows),
        csv=csv_address(Punctual, rows),
        sorted_by=(0, "descending"),
    )


def _columns(who: Said, axis: Axis, names: Sequence[str]) -> tuple[Column, ...]:
    counts = (Column(_COUNTS[name], "number") for name in names)
    return (Column(who), Column(_SHARE, "plot", axis=axis), Column(Said("Tỷ lệ", "Share"), "number"), *counts)


def _figures(one: Punctual, axis: Axis, names: Sequence[str]) -> tuple[Cell, ...]:
    return plotted(one.share, axis), ratio(one.share), *(count(getattr(one, name)) for name in names)


def _totals(rows: Sequence[Punctual], share: float | None, axis: Axis, names: Sequence[str]) -> tuple[Cell, ...]:
    counts = (count(sums([getattr(one, name) for one in rows])) for name in names)
    return said(Said("Toàn thành phố", "Whole city")), plotted(share, axis), ratio(share), *counts


def _cells(rows: Sequence[PunctualCell]) -> Table:
    counts, more = ("received", "finished", "late"), ("processing", "processing_late", "paused")
    return Table(
        name="dossier_on_time",
        caption=Said("Hồ sơ theo quận, huyện và lĩnh vực", "Dossiers by district and field"),
        columns=(
            Column(Said("Quận, huyện", "District")),
            Column(Said("Lĩnh vực", "Field")),
            *(Column(_COUNTS[name], "number") for name in counts),
            Column(_SHARE, "number"),
            *(Column(_COUNTS[name], "number") for name in more),
        ),
        rows=tuple(
            (
                text(one.district_name),
                text(one.field),
                *(count(getattr(one, name)) for name in counts),
                ratio(one.share),
                *(count(getattr(one, name)) for name in more),
            )
            for one in rows
        ),
        csv=csv_address(PunctualCell, rows),
        is_long=True,
    )
