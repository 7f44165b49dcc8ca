"""Workbooks as one-stop software and ministries export them: a merged title, a header, data, a total row.

Written part by part instead of through a library, so that the rows come from SQL as they are and the same city gives
the same bytes.
"""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

GROUPS = (("Hồ sơ", "A", "B"), ("Người nộp", "C", "G"), ("Tiếp nhận và xử lý", "H", "O"), ("Cập nhật", "P", "P"))

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Times New Roman"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


SHEETS = {
    "procedures.dossier": ("HoSo", "DANH SÁCH HỒ SƠ THỦ TỤC HÀNH CHÍNH"),
    "procedures.satisfaction": ("HaiLong", "PHIẾU ĐÁNH GIÁ SỰ HÀI LÒNG"),
    "procedures.reform_index": ("ChiSo", "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH VÀ CHỈ SỐ HÀI LÒNG"),
}
"""The sheet's name and its title, by feed."""


def workbook(feed: str, day: date, titles: tuple[str, ...], data_rows: str, count: int) -> bytes:
    """The bytes of a workbook with a title, one header row, and rows given as SpreadsheetML from sheet row 3 on."""
    sheet, title = SHEETS[feed]
    last = chr(ord("A") + len(titles) - 1)
    head = f'<row r="1">{_text("A", 1, f"{title} NGÀY {day:%d/%m/%Y}")}</row><row r="2">{_header(2, titles)}</row>'
    return _packed(sheet, head + data_rows + _total(3 + count, count), [f"A1:{last}1"])


def dossier_workbook(feed: str, day: date, titles: tuple[str, ...], data_rows: str, count: int) -> bytes:
    """The bytes of a workbook whose header has two rows, the upper one merged; rows from sheet row 4 on."""
    sheet, title = SHEETS[feed]
    groups = "".join(_text(first, 2, name) for name, first, _ in GROUPS)
    head = (
        f'<row r="1">{_text("A", 1, f"{title} NGÀY {day:%d/%m/%Y}")}</row>'
        f'<row r="2">{groups}</row><row r="3">{_header(3, titles)}</row>'
    )
    areas = ["A1:P1", *(f"{first}2:{last}2" for _, first, last in GROUPS if first != last)]
    return _packed(sheet, head + data_rows + _total(4 + count, count), areas)


def _header(row: int, titles: tuple[str, ...]) -> str:
    return "".join(_text(chr(ord("A") + n), row, name) for n, name in enumerate(titles))


def _total(row: int, count: int) -> str:
    return f'<row r="{row}">{_text("A", row, f"Tổng số: {count}")}</row>'


def _packed(name: str, rows: str, areas: list[str]) -> bytes:
    merged = [f'<mergeCell ref="{area}"/>' for area in areas]
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>'
        f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells></worksheet>'
    )
    parts = _PARTS | {
        "xl/workbook.xml": _PARTS["xl/workbook.xml"].format(sheet=name),
        "xl/worksheets/sheet1.xml": sheet,
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, part in parts.items():
            archive.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), _HEAD + part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _text(letter: str, row: int, value: str) -> str:
    return f'<c r="{letter}{row}" t="inlineStr"><is><t>{value}</t></is></c>'
