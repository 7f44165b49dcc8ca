"""Workbooks of one-stop desks: a merged title, a header of several rows, the records, a total row."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read import text
from pipelines.read.csv import check_titles
from pipelines.read.refusal import Refused
from pipelines.read.tables import raw_table
from warehouse.sql import quoted

Cell = int | float | str | bool | time | date | datetime | timedelta
MOST_BYTES = 512 * 1024 * 1024
"""How much a workbook may unpack to; a district's day is a few hundred kilobytes."""


def read_xlsx(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read one sheet. Layout options: `sheet`, `header_rows` (sheet rows, the last one holds the titles), `total_row`.

    Cells become text without loss: whole numbers without a fraction, days and instants in ISO form; a serial number
    stays the number it is.

    Raises:
        Refused: no workbook, no such sheet, another header, or a total that is not the number of records.
    """
    rows = _sheet(path, str(layout.options["sheet"])).to_python(skip_empty_area=False)
    header_rows = [int(number) for number in layout.options["header_rows"]]
    title_row = header_rows[-1]
    if len(rows) < title_row:
        raise Refused(f"The sheet ends at row {len(rows)}, before the header.", place=f"row {len(rows)}")
    titles = [text.canonical(_text(cell) or "") for cell in rows[title_row - 1]]
    while titles and not titles[-1]:
        titles.pop()
    check_titles(titles, layout, f"row {title_row}")
    numbered = [(number, [_text(cell) for cell in row[: len(titles)]]) for number, row in enumerate(rows, 1)]
    records = [(number, row) for number, row in numbered if number > title_row and any(row)]
    records = _without_total(records, layout)
    _insert(con, records, titles, layout, manifest)


def _sheet(path: Path, name: str) -> CalamineSheet:
    if path.stat().st_size == 0:
        raise Refused("The file is empty: it holds no bytes, not even a header.")
    try:
        with ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (BadZipFile, OSError):
        raise Refused(
            "The workbook is cut off or no XLSX at all: its archive has no end.",
            place=f"byte {path.stat().st_size}",
            ask="Ask the supplier to send the file again.",
        ) from None
    if unpacked > MOST_BYTES:
        raise Refused(f"The workbook would unpack to {unpacked} bytes; {MOST_BYTES} are allowed.")
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if name not in workbook.sheet_names:
            raise Refused(f"The workbook has no sheet '{name}' ({len(workbook.sheet_names)} others).")
        return workbook.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError):
        raise Refused("The workbook is damaged.", ask="Ask the supplier to send the file again.") from None


def _text(cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell) if str(cell).strip() else None


def _without_total(records: list[tuple[int, list[str | None]]], layout: Layout) -> list[tuple[int, list[str | None]]]:
    pattern = layout.options.get("total_row")
    if not pattern:
        return records
    for index, (number, row) in enumerate(records):
        found = re.match(str(pattern), text.canonical(next((cell for cell in row if cell), "")))
        if found:
            return _checked_total(records, index, number, found)
    raise Refused(
        "The total row that ends the sheet is missing, so rows may be missing too.",
        place=f"row {records[-1][0] if records else 0}",
        ask="Ask the supplier to send the file again.",
    )


def _checked_total(
    records: list[tuple[int, list[str | None]]], index: int, number: int, found: re.Match[str]
) -> list[tuple[int, list[str | None]]]:
    if index != len(records) - 1:
        raise Refused(f"There are {len(records) - 1 - index} rows after the total row.", place=f"row {number}")
    announced = int(found.group("count"))
    if announced != index:
        raise Refused(
            f"The total row announces {announced} records, the sheet holds {index}.",
            place=f"row {number}",
            ask="Ask the supplier to send the file again.",
        )
    return records[:index]


def _insert(
    con: duckdb.DuckDBPyConnection,
    records: list[tuple[int, list[str | None]]],
    titles: list[str],
    layout: Layout,
    manifest: Manifest,
) -> None:
    columns = {"position": pa.array([number for number, _ in records], pa.int64())}
    for source in layout.sources:
        place = titles.index(text.canonical(source))
        columns[source] = pa.array([row[place] for _, row in records], pa.string())
    sheet = pa.table(columns)
    con.register("sheet", sheet)
    try:
        names = ", ".join(quoted(source) for source in layout.sources)
        con.execute(
            f"INSERT INTO {raw_table(layout)} BY NAME SELECT $id AS delivery_id, position, {names} FROM sheet",
            {"id": manifest.delivery_id},
        )
    finally:
        con.unregister("sheet")
