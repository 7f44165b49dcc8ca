"""Workbooks as one-stop desks export them, and as nobody should."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.unit.read.builders import DOSSIER, TITLES

Row = Sequence[object]

RECEIVED = datetime(2024, 1, 15, 8, 15)  # noqa: DTZ001  # a cell has no zone
VALUES: dict[str, object] = DOSSIER | {
    "Số CCCD": 1187654321,
    "Điện thoại": 912345678,
    "Giới tính": 2,
    "Loại người nộp": 1,
    "Kênh tiếp nhận": 2,
    "Trạng thái": 4,
    "Ngày tiếp nhận": RECEIVED,
    "Ngày hẹn trả": 45313.7083333333,
    "Số giờ xử lý": 40,
    "Ngày xử lý xong": None,
    "Ngày trả kết quả": None,
    "Lệ phí": 8000,
    "Cập nhật lúc": datetime(2024, 1, 15, 14, 43, 32),  # noqa: DTZ001  # a cell has no zone
}


def row(number: int = 1, **changes: object) -> list[object]:
    """The cells of one dossier; `changes` name titles with underscores for spaces."""
    cells = VALUES | {"Mã hồ sơ": f"000.00.21.H26-240115-{number:04d}"}
    return list((cells | {title.replace("_", " "): value for title, value in changes.items()}).values())


def book(
    rows: Iterable[Row],
    *,
    titles: Sequence[str] = TITLES,
    total: str | None = None,
    sheet: str = "HoSo",
    change: Callable[[Worksheet], None] = lambda _: None,
) -> bytes:
    """A workbook with a merged title, a header of two rows, the rows, and the total row, right unless given."""
    workbook = Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.title = sheet
    rows = list(rows)
    page.append(["DANH SÁCH HỒ SƠ"])
    page.merge_cells("A1:P1")
    page.append(["Hồ sơ", None, "Người nộp"])
    page.merge_cells("A2:B2")
    page.append(list(titles))
    for cells in rows:
        page.append(list(cells))
    page.append([f"Tổng số: {len(rows)}" if total is None else total])
    change(page)
    packed = BytesIO()
    workbook.save(packed)
    return packed.getvalue()


def repacked(workbook: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of its archive changed."""
    packed = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return packed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_cell(workbook: bytes, place: str, xml: str) -> bytes:
    """The workbook with the content of one cell replaced by SpreadsheetML."""
    start = f'<c r="{place}"'.encode()

    def change(sheet: bytes) -> bytes:
        begin = sheet.index(start)
        close = sheet.index(b">", begin)
        end = close + 1 if sheet[close - 1 : close] == b"/" else sheet.index(b"</c>", begin) + 4
        return sheet[:begin] + xml.encode() + sheet[end:]

    return repacked(workbook, SHEET, change)
