from __future__ import annotations

import resource
from datetime import date, datetime

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.read import workbook as guard
from pipelines.settings import Settings
from tests.unit.read.builders import DOSSIER, TITLES, XLSX, read, refusal
from tests.unit.read.workbooks import SHEET, book, repacked, row, with_cell


def test_records_stand_in_their_sheet_rows_below_title_and_header(home: Settings) -> None:
    found = read(home, book([row(1), row(2)]), XLSX)
    assert (found.received, found.positions, found.unreadable) == (2, [4, 5], [])
    assert found.records[0] == DOSSIER | {
        "Mã hồ sơ": "000.00.21.H26-240115-0001",
        "Số CCCD": "1187654321",
        "Giới tính": "2",
        "Điện thoại": "912345678",
        "Ngày tiếp nhận": "2024-01-15 08:15:00",
        "Ngày hẹn trả": "45313.7083333333",
        "Ngày xử lý xong": None,
        "Ngày trả kết quả": None,
        "Cập nhật lúc": "2024-01-15 14:43:32",
    }


def test_a_header_alone_is_a_delivery_without_records(home: Settings) -> None:
    found = read(home, book([]), XLSX)
    assert (found.received, found.refused) == (0, None)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (100000000000.0, "100000000000"),
        (1.5, "1.5"),
        (10**22, "1e+22"),
        (True, "true"),
        ("  ", None),
        ("#N/A", "#N/A"),
        ("Ho\u00e0\nB\u00ecnh", "Ho\u00e0\nB\u00ecnh"),
        (date(2024, 1, 15), "2024-01-15"),
        (datetime(2024, 1, 15, 23, 59, 59, 999600), "2024-01-16 00:00:00"),  # noqa: DTZ001  # a cell has no zone
        (datetime(9999, 12, 31, 23, 59, 59, 997000), "9999-12-31 23:59:59"),  # noqa: DTZ001  # what means no end
    ],
)
def test_a_cell_becomes_text_without_loss(home: Settings, cell: object, told: str | None) -> None:
    text = "x" if cell == "#N/A" else cell
    workbook = book([row(1, Họ_và_tên=text)])
    if cell == "#N/A":
        workbook = with_cell(workbook, "C4", '<c r="C4" t="inlineStr"><is><t>#N/A</t></is></c>')
    assert read(home, workbook, XLSX).records[0]["Họ và tên"] == told


def test_each_second_of_a_day_is_told_as_the_second_that_was_meant(home: Settings) -> None:
    def instants(page: Worksheet) -> None:
        for (cell,) in page.iter_rows(min_row=4, max_row=page.max_row - 1, min_col=16, max_col=16):
            cell.number_format = "dd/mm/yyyy hh:mm:ss"

    seconds = range(0, 86_400, 97)
    workbook = book([row(n, Cập_nhật_lúc=45306 + second / 86_400) for n, second in enumerate(seconds)], change=instants)
    told = [record["Cập nhật lúc"] or "" for record in read(home, workbook, XLSX).records]
    assert told[0] == "2024-01-15"
    assert told[1:] == [f"2024-01-15 {s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in seconds[1:]]


def test_titles_may_stand_merged_over_both_header_rows_and_in_any_order(home: Settings) -> None:
    def merge(page: Worksheet) -> None:
        page["P2"], page["P3"] = page["P3"].value, None
        page.merge_cells("P2:P3")

    turned = book([row(1)[::-1]], titles=TITLES[::-1])
    assert read(home, turned, XLSX).records == read(home, book([row(1)], change=merge), XLSX).records


def test_blank_rows_and_an_empty_area_beside_and_above_are_no_records(home: Settings) -> None:
    shifted = repacked(
        book([row(1), [], [None, "  "], row(2)], total="Tổng số: 2", change=lambda page: page.unmerge_cells("A1:P1")),
        SHEET,
        lambda sheet: sheet.replace(b'<c r="A1"', b'<c r="B1"'),
    )
    found = read(home, shifted, XLSX)
    assert (found.received, found.positions) == (2, [4, 7])


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (["Mã hồ sơ", "Mã thủ tục", *TITLES[2:]], ["expected but not found: Mã TTHC", "column 2: 10 letters"]),
        ([*TITLES, "Ghi chú"], ["column 17: 7 letters"]),
        ([*TITLES, "Mã TTHC"], ["found twice: Mã TTHC"]),
        ([*TITLES[:5], "", *TITLES[5:]], ["column 6: 0 characters"]),
        ([], ["expected but not found: Mã hồ sơ"]),
        ([*TITLES, *map(str, range(100))], ["column 17: 1 digits", "column 24: 1 digits, and 92 more"]),
    ],
)
def test_another_header_is_refused(home: Settings, titles: list[str], told: list[str]) -> None:
    refusal(read(home, book([row(1)], titles=titles), XLSX), "d268", "hoso-20240115.xlsx", "row 3", *told)


def test_a_value_beyond_the_last_title_makes_its_row_unreadable(home: Settings) -> None:
    found = read(home, book([row(1), [*row(2), None, "ghi chú"], row(3)]), XLSX)
    assert found.unreadable == [(5, None, "a value in column 18, which has no title")]
    assert (found.received, found.positions) == (3, [4, 6])


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="E4" t="e"><v>#N/A</v></c>',
        '<c r="E4" t="e"><f>VLOOKUP(A4,Z1:Z9,1)</f><v>#REF!</v></c>',
        '<c r="E4"><f>A1+1</f></c>',
        '<c r="E4"><f>A1+1</f><v></v></c>',
    ],
)
def test_an_error_or_a_formula_nobody_calculated_is_no_empty_cell(home: Settings, cell: str) -> None:
    found = read(home, with_cell(book([row(1), row(2)]), "E4", cell), XLSX)
    reason = "an error, or a formula without its result, instead of a value"
    assert (found.received, found.unreadable, found.positions) == (2, [(4, "Điện thoại", reason)], [5])


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('<c r="E4"><f>A1+1</f><v>912345678</v></c>', "912345678"),
        ('<c r="E4" t="str"><f>A1</f><v>0912</v></c>', "0912"),
        ('<c r="E4" t="str"><f>IF(A1="","",A1)</f><v></v></c>', None),
    ],
)
def test_a_formula_counts_as_its_result(home: Settings, cell: str, told: str | None) -> None:
    found = read(home, with_cell(book([row(1)]), "E4", cell), XLSX)
    assert (found.received, found.records[0]["Điện thoại"]) == (1, told)


def test_a_row_of_nothing_but_errors_is_a_record_too(home: Settings) -> None:
    found = read(home, with_cell(book([row(1), ["x"]]), "A5", '<c r="A5" t="e"><v>#N/A</v></c>'), XLSX)
    assert (found.received, found.positions, found.unreadable[0][:2]) == (2, [4], (5, "Mã hồ sơ"))


@pytest.mark.parametrize(
    ("total", "place", "told"),
    [
        ("Tổng số: 3", "row 6", "announces 3 records, the file holds 2"),
        ("Tổng cộng", "row 6", "does not end with its total row"),
        ("", "row 5", "does not end with its total row"),
    ],
)
def test_a_wrong_or_missing_total_refuses_the_workbook(home: Settings, total: str, place: str, told: str) -> None:
    refusal(read(home, book([row(1), row(2)], total=total), XLSX), "hoso-20240115.xlsx", place, told)


def test_rows_after_the_total_refuse_the_workbook(home: Settings) -> None:
    workbook = book([row(1)], change=lambda page: page.append(row(2)))
    refusal(read(home, workbook, XLSX), "row 6", "does not end with its total row")


def test_an_unreadable_row_counts_in_the_total(home: Settings) -> None:
    assert read(home, book([row(1), [*row(2), "x"]]), XLSX).received == 2


def test_only_the_sheet_that_was_agreed_is_read(home: Settings) -> None:
    def add(page: Worksheet) -> None:
        other = page.parent.create_sheet("Nháp", 0)
        other.append(["=1/0"])
        other.sheet_state = "hidden"
        page.sheet_state = "visible"

    found = read(home, book([row(1)], change=add), XLSX)
    assert (found.received, found.unreadable) == (1, [])
    refusal(read(home, book([row(1)], sheet="Sheet1"), XLSX), "no sheet 'HoSo'", "1 others")


def test_a_truncated_workbook_is_refused_with_its_place(home: Settings) -> None:
    whole = book([row(n) for n in range(1, 30)])
    for share in (0.05, 0.6, 0.99):
        cut = whole[: int(len(whole) * share)]
        refusal(read(home, cut, XLSX), "d268", "hoso-20240115.xlsx", f"byte {len(cut)}", "cut off")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no bytes"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old or encrypted Office file"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "does not begin like an XLSX workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(home: Settings, content: bytes, told: str) -> None:
    refusal(read(home, content, XLSX), "d268", "hoso-20240115.xlsx", told)


def test_a_damaged_part_is_refused(home: Settings) -> None:
    whole = book([row(1)])
    cut = repacked(whole, SHEET, lambda sheet: sheet[: len(sheet) // 2])
    refusal(read(home, cut, XLSX), "d268", "damaged")
    spoilt = bytearray(whole)
    spoilt[whole.index(b"xl/worksheets/sheet1.xml") + 60] ^= 0xFF
    refusal(read(home, bytes(spoilt), XLSX), "cut off or damaged")


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_does(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    far = repacked(book([row(1)]), SHEET, lambda sheet: sheet.replace(b"</sheetData>", corner))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(read(home, far, XLSX), "row 1048576", "1,048,576 rows and 16,384 columns")
    bomb = repacked(book([row(1)]), SHEET, lambda sheet: sheet + b" " * (40 * 1024 * 1024))
    monkeypatch.setattr(guard, "MOST_BYTES", 32 * 1024 * 1024)
    refusal(read(home, bomb, XLSX), "unpacks to more than")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


def test_a_sheet_that_only_claims_to_be_large_is_read(home: Settings) -> None:
    def claim(sheet: bytes) -> bytes:
        start = sheet.index(b'<dimension ref="') + len(b'<dimension ref="')
        return sheet[:start] + b"A1:XFD1048576" + sheet[sheet.index(b'"', start) :]

    assert read(home, repacked(book([row(1)]), SHEET, claim), XLSX).received == 1
