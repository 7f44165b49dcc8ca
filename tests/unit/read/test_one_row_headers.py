"""Workbooks with a title, one row of header and a total row, read and made the city's own by their feeds' layouts."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.conform import conform
from pipelines.contract import contract_of, layout_of
from pipelines.read.tables import raw_table
from pipelines.settings import Settings
from tests.unit.read.builders import DAY, read_from
from warehouse.session import session


def workbook(sheet: str, titles: list[str], *rows: list[object]) -> bytes:
    made = Workbook()
    page = made.active
    assert isinstance(page, Worksheet)
    page.title = sheet
    for cells in (["TỔNG HỢP"], titles, *rows, [f"Tổng số: {len(rows)}"]):
        page.append(cells)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def conformed(home: Settings, feed: str, supplier: str, content: bytes, columns: str) -> list[tuple[object, ...]]:
    contract, layout = contract_of(feed), layout_of(feed, supplier)
    with session(home) as con:
        assert read_from(con, home, content, layout).refused is None
        con.execute("CREATE TABLE delivery (delivery_id VARCHAR, supplier VARCHAR, business_day DATE, version INTEGER)")
        con.execute(
            f"INSERT INTO delivery SELECT DISTINCT delivery_id, ?, ?::DATE, 1 FROM {raw_table(layout)}", [supplier, DAY]
        )
        conform(con, contract, [layout])
        return con.execute(f"SELECT {columns} FROM conformed ORDER BY position").fetchall()


def test_scores_with_a_decimal_comma_are_hundredths_and_what_is_not_published_is_empty(home: Settings) -> None:
    content = workbook(
        "ChiSo",
        ["Chỉ số", "Năm", "Mã tỉnh", "Tên tỉnh", "Điểm", "Hạng"],
        ["SIPAS", 2022, "H26", "Hà Nội", "80,58", 24],
        ["PAR", 2022, "H26", "Hà Nội", "89,5", 3],
        ["PAR", 2023, "H26", "Hà Nội", None, None],
        ["PAR", 2022, "H30", "Hải Phòng", "chưa có", 1],
    )
    columns = 'index_name, "year", province_code, score_hundredths, score_hundredths__unmapped, "rank"'
    assert conformed(home, "procedures.reform_index", "bnv", content, columns) == [
        ("SIPAS", 2022, "H26", 8058, None, 24),
        ("PAR", 2022, "H26", 8950, None, 3),
        ("PAR", 2023, "H26", None, None, None),
        ("PAR", 2022, "H30", None, "chưa có", 1),
    ]


def test_forms_have_number_cells_for_scores_and_text_for_all_else(home: Settings) -> None:
    titles = ["Mã phiếu", "Mã hồ sơ", "Mã TTHC", "Thời điểm đánh giá", "Thời gian giải quyết", "Số lần liên hệ",
              "Số cơ quan liên hệ", "Tổ chức tiếp nhận", "Công khai minh bạch", "Thái độ phục vụ"]  # fmt: skip
    form = ["HL-d268-240115-001", "000.00.21.H26-240112-0001", "2.000910", "15/01/2024 08:15:00", 2, 1, 0, 2, 2, 2]
    columns = (
        "form_code, procedure_code, epoch(occurred_at)::BIGINT % 86400, score_time, score_contacts, score_agencies"
    )
    found = conformed(home, "procedures.satisfaction", "d268", workbook("HaiLong", titles, form), columns)
    assert found == [("HL-d268-240115-001", "2.000910", 1 * 3600 + 15 * 60, 2, 1, 0)]
