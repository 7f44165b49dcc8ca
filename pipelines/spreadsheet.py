"""Lists of people's data for a spreadsheet program: private, whole, and harmless to open.

A spreadsheet program would run a text that begins like a formula, wherever it came from: in CSV such a text is led by
an apostrophe, in a workbook every cell is text. A file has mode 600 and takes the place of what stands there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from pipelines.errors import UsageFailure
from pipelines.land.durable import flush, make_folder, move_into_place, write_whole

Rows = Iterable[Sequence[str]]
"""The titles, and a row for each record."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def check_ending(path: Path) -> None:
    """That a list can be written under this name.

    Raises:
        UsageFailure: it ends neither in `.csv` nor in `.xlsx`.
    """
    if path.suffix not in (".csv", ".xlsx"):
        raise UsageFailure(f"{path.name} is neither .csv nor .xlsx.", next_step="End the name in one of them.")


def neutral(text: str) -> str:
    """A text no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_csv(path: Path, rows: Rows) -> None:
    """One list as CSV, in UTF-8 as spreadsheet programs know it."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    make_folder(path.parent)
    # spreadsheet programs take UTF-8 for what it is only with a byte-order mark
    write_whole(path, text.getvalue().encode("utf-8-sig"))


def write_workbook(path: Path, sheets: Mapping[str, Rows]) -> None:
    """A workbook with a sheet for each list, by its title."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])  # no more fit into the title of a sheet
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            cells = [_text_cell(sheet, cell) for cell in row]
            if number == 0:
                for cell in cells:
                    cell.font = Font(bold=True)
            sheet.append(cells)
    if not sheets:
        book.create_sheet("trống")
    make_folder(path.parent)
    aside = path.with_name(f".{path.name}.writing")
    write_whole(aside, b"")
    book.save(aside)
    flush(aside)
    move_into_place(aside, path)


def _text_cell(sheet: object, text: str) -> WriteOnlyCell:
    try:
        cell = WriteOnlyCell(sheet, value=text)
    except IllegalCharacterError:  # control characters, which a workbook cannot hold
        cell = WriteOnlyCell(sheet, value="".join(c if c.isprintable() else "\ufffd" for c in text))
    cell.data_type = "s"
    return cell
