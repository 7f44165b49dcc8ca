"""Workbooks of one-stop desks: a merged title, a header of several rows, the records, a total row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice, zip_longest
from pathlib import Path

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read import text
from pipelines.read.header import check_titles
from pipelines.read.refusal import Refused
from pipelines.read.tables import Part, take
from pipelines.read.total import check_total, has_total
from pipelines.read.workbook import look_through, untold_cells

Cell = int | float | str | bool | time | date | datetime | timedelta
Row = tuple[int, list[str | None]]
"""The number of a sheet row, and the text of each cell."""

_AT_ONCE = 20_000
_HALF_A_SECOND = timedelta(milliseconds=500)
_EXACT = 2**53
"""From here on a cell's number no longer has all the digits that were typed."""


def read_xlsx(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read one sheet. Layout options: `sheet`, `header_rows` (sheet rows, the last one holds the titles), `total_row`.

    Cells become text without loss: whole numbers without a fraction, days and instants in ISO form; a serial number
    stays the number it is.

    Raises:
        Refused: no workbook, no such sheet, another header, or a total that is not the number of records.
    """
    take(con, layout, manifest, _parts(path, layout))


def _parts(path: Path, layout: Layout) -> Iterator[Part]:
    name = str(layout.options["sheet"])
    untold: dict[int, list[int]] = defaultdict(list)
    if look_through(path):
        for row, column in untold_cells(path, name):
            untold[row].append(column)
    titles, rows = _titles(_told(_sheet(path, name), untold), layout)
    records = _before_total(rows, layout) if has_total(layout) else rows
    while some := list(islice(records, _AT_ONCE)):
        reasons = {number: _reasons(cells, titles, untold.get(number, [])) for number, cells in some}
        whole = [(number, cells) for number, cells in some if not reasons[number]]
        position = pa.array([number for number, _ in whole], pa.int64())
        yield Part(position, _columns(whole, titles, layout), _unreadable(reasons))


def _sheet(path: Path, name: str) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if name not in workbook.sheet_names:
            raise Refused(f"The workbook has no sheet '{name}' ({len(workbook.sheet_names)} others).")
        return workbook.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError):
        raise Refused("The workbook is damaged.", ask="Ask the supplier to send the file again.") from None


def _told(sheet: CalamineSheet, untold: Container[int]) -> Iterator[Row]:
    """The rows that hold something, whatever empty area stands above or beside them."""
    above, beside = sheet.start or (0, 0)
    for number, cells in enumerate(sheet.iter_rows() if sheet.start else (), above + 1):
        texts = [None] * beside + [_text(cell) for cell in cells]
        if any(texts) or number in untold:
            yield number, texts


def _titles(rows: Iterator[Row], layout: Layout) -> tuple[list[str], Iterator[Row]]:
    """The titles, and the rows after them. A title merged over the header's rows stands in the uppermost of them."""
    header_rows = [int(number) for number in layout.options["header_rows"]]
    titles: list[str] = []
    for number, cells in rows:
        if number > header_rows[-1]:
            rows = chain([(number, cells)], rows)
            break
        if number in header_rows:
            below = [text.canonical(cell or "") for cell in cells]
            titles = [low or high for low, high in zip_longest(below, titles, fillvalue="")]
    place = f"row {header_rows[-1]}"
    if not any(titles):
        raise Refused("The sheet has nothing where its header should be.", place=place)
    while not titles[-1]:
        titles.pop()
    check_titles(titles, layout, place)
    return titles, rows


def _before_total(rows: Iterator[Row], layout: Layout) -> Iterator[Row]:
    """All rows but the last, which must be the total row."""
    count, held = 0, next(rows, None)
    for row in rows:
        if held:
            yield held
        count, held = count + 1, row
    number, cells = held or (0, [])
    check_total(layout, next((cell for cell in cells if cell), ""), f"row {number}" if held else "the last row", count)


def _reasons(cells: list[str | None], titles: list[str], untold: list[int]) -> list[tuple[str | None, str]]:
    """Why a row is no record: the title of a column, and what is wrong there."""
    beyond = [number for number, cell in enumerate(cells, 1) if cell and number > len(titles)]
    errors = [titles[column - 1] for column in untold if column <= len(titles)]
    return [
        *((title, "an error, or a formula without its result, instead of a value") for title in errors),
        *((None, f"a value in column {number}, which has no title") for number in beyond),
    ]


def _unreadable(reasons: dict[int, list[tuple[str | None, str]]]) -> pa.Table | None:
    told = [(number, *reason) for number, found in reasons.items() for reason in found]
    if not told:
        return None
    positions, columns, sentences = zip(*told, strict=True)
    return pa.table({"position": positions, "column_name": pa.array(columns, pa.string()), "reason": sentences})


def _columns(records: list[Row], titles: list[str], layout: Layout) -> dict[str, pa.Array]:
    places = {source: titles.index(text.canonical(source)) for source in layout.sources}
    return {source: pa.array([cells[place] for _, cells in records], pa.string()) for source, place in places.items()}


def _text(cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    if isinstance(cell, datetime):
        # a binary fraction of a day may lie a thousandth of a second beside the second that was meant
        meant = cell if cell > datetime.max - _HALF_A_SECOND else cell + _HALF_A_SECOND  # noqa: DTZ901  # no zone
        return meant.isoformat(sep=" ", timespec="seconds")
    return str(cell) if str(cell).strip() else None
