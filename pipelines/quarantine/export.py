"""The list a supplier needs to mend its records: each with its place and reasons, in a file only its owner may read.

The records are the supplier's own, so they stand in it whole. A spreadsheet program would run a text that begins like a
formula, wherever it came from: in CSV such a text is led by an apostrophe, in a workbook every cell is text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from pipelines.errors import UsageFailure
from pipelines.land.durable import flush, make_folder, move_into_place, write_whole
from pipelines.quarantine.items import Item

PLACE = ("Ngày dữ liệu", "Tệp", "Vị trí", "Mã lỗi", "Lý do / Reason")
"""The columns before the supplier's own."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def export(path: Path, found: Sequence[Item], origins: Mapping[str, str]) -> None:
    """Write items as `.csv` or `.xlsx`, by the name's ending; the file has mode 600.

    Args:
        path: where to; what stands there is replaced.
        found: the items of one supplier.
        origins: what the delivery was called at the supplier, by delivery id.

    Raises:
        UsageFailure: another ending, or records of two feeds for one CSV, whose columns differ.
    """
    feeds = sorted({item.feed for item in found})
    if path.suffix not in (".csv", ".xlsx"):
        raise UsageFailure(f"{path.name} is neither .csv nor .xlsx.", next_step="End the name in one of them.")
    if path.suffix == ".csv" and len(feeds) > 1:
        raise UsageFailure(
            f"{len(feeds)} feeds do not fit into one CSV.",
            next_step=f"Name one with --feed: {', '.join(feeds)}; or use .xlsx.",
        )
    make_folder(path.parent)
    if path.suffix == ".csv":
        write_whole(path, _csv(found, origins))
    else:
        _write_workbook(path, {feed: [item for item in found if item.feed == feed] for feed in feeds}, origins)


def neutral(text: str) -> str:
    """A text no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(found: Sequence[Item], origins: Mapping[str, str]) -> Iterator[list[str]]:
    titles = list(dict.fromkeys(title for item in found for title in item.payload))
    yield [*PLACE, *titles]
    for item in found:
        yield [
            item.business_day.isoformat(),
            origins.get(item.delivery_id, ""),
            str(item.position),
            ", ".join(item.rule_ids),
            "; ".join(item.reasons),
            *(item.payload.get(title) or "" for title in titles),
        ]


def _csv(found: Sequence[Item], origins: Mapping[str, str]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in _rows(found, origins):
        writer.writerow([neutral(cell) for cell in row])
    # spreadsheet programs take UTF-8 for what it is only with a byte-order mark
    return text.getvalue().encode("utf-8-sig")


def _write_workbook(path: Path, by_feed: Mapping[str, Sequence[Item]], origins: Mapping[str, str]) -> None:
    book = Workbook(write_only=True)
    for feed, found in by_feed.items():
        sheet = book.create_sheet(feed)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(_rows(found, origins)):
            cells = [_text_cell(sheet, cell) for cell in row]
            if number == 0:
                for cell in cells:
                    cell.font = Font(bold=True)
            sheet.append(cells)
    if not by_feed:
        book.create_sheet("trống")
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
