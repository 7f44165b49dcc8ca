"""A district's workbook as its one-stop software exports it: merged title, two header rows, data, a total row.

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
    '<sheets><sheet name="HoSo" sheetId="1" r:id="rId1"/></sheets></workbook>',
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


def workbook(day: date, titles: tuple[str, ...], data_rows: str, count: int) -> bytes:
    """The bytes of a workbook whose data rows are given as SpreadsheetML, from sheet row 4 on."""
    title = f"DANH SÁCH HỒ SƠ THỦ TỤC HÀNH CHÍNH NGÀY {day:%d/%m/%Y}"
    groups = "".join(_text(first, 2, name) for name, first, _ in GROUPS)
    header = "".join(_text(chr(ord("A") + n), 3, name) for n, name in enumerate(titles))
    areas = ["A1:P1", *(f"{first}2:{last}2" for _, first, last in GROUPS if first != last)]
    merged = [f'<mergeCell ref="{area}"/>' for area in areas]
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetData>'
        f'<row r="1">{_text("A", 1, title)}</row><row r="2">{groups}</row><row r="3">{header}</row>'
        f'{data_rows}<row r="{4 + count}">{_text("A", 4 + count, f"Tổng số: {count}")}</row></sheetData>'
        f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>'
        "</worksheet>"
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (_PARTS | {"xl/worksheets/sheet1.xml": sheet}).items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), _HEAD + part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _text(letter: str, row: int, value: str) -> str:
    return f'<c r="{letter}{row}" t="inlineStr"><is><t>{value}</t></is></c>'
