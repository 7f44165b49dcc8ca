"""The list a supplier gets: whole, private, and harmless in a spreadsheet program."""

from __future__ import annotations

import csv
import stat
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipelines.errors import UsageFailure
from pipelines.quarantine import Item, export
from pipelines.quarantine.export import PLACE
from pipelines.spreadsheet import neutral


def held(payload: dict[str, str | None], feed: str = "procedures.dossier", position: int = 7) -> Item:
    """A record that is held."""
    day, rules, reasons = date(2024, 1, 16), ("status_code.allowed",), ("sai / wrong",)
    return Item(feed, "d001", day, "0123456789abcdef", position, "open", rules, reasons, payload)


ORIGINS = {"0123456789abcdef": "hoso-20240116.csv"}


def test_a_record_stands_whole_with_file_place_and_reasons(tmp_path: Path) -> None:
    export(tmp_path / "list.csv", [held({"Mã hồ sơ": "H26-1", "Lệ phí": None})], ORIGINS)
    rows = list(csv.reader(StringIO((tmp_path / "list.csv").read_bytes().decode("utf-8-sig"))))
    assert rows[0] == [*PLACE, "Mã hồ sơ", "Lệ phí"]
    assert rows[1] == ["2024-01-16", "hoso-20240116.csv", "7", "status_code.allowed", "sai / wrong", "H26-1", ""]


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_only_its_owner_may_read_it_and_a_second_list_takes_its_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / "exports" / name
    for _ in range(2):
        export(path, [held({"a": "1"})], ORIGINS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [name]


@given(st.text(max_size=20))
@settings(max_examples=100)
def test_no_cell_of_a_csv_begins_like_a_formula(text: str) -> None:
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert neutral(text).removeprefix("'") == text.removeprefix("'") or neutral(text) == text


def test_every_cell_of_a_workbook_is_text_and_never_a_formula(tmp_path: Path) -> None:
    hostile = {"a": '=HYPERLINK("x")', "b": "+84912", "c": "001099123456", "d": "line\x0bbreak", "e": "@SUM(A1)"}
    export(tmp_path / "list.xlsx", [held(hostile)], ORIGINS)
    ((*_,), row) = load_workbook(tmp_path / "list.xlsx")["procedures.dossier"].iter_rows()
    values = {cell.value: cell.data_type for cell in row}
    assert set(values.values()) == {"s"}
    assert {'=HYPERLINK("x")', "+84912", "001099123456", "@SUM(A1)"} <= set(values)


def test_records_of_two_feeds_get_a_sheet_each_and_do_not_fit_into_one_csv(tmp_path: Path) -> None:
    found = [held({"a": "1"}), held({"b": "2"}, feed="insurance.card")]
    with pytest.raises(UsageFailure, match="2 feeds"):
        export(tmp_path / "list.csv", found, ORIGINS)
    export(tmp_path / "list.xlsx", found, ORIGINS)
    assert load_workbook(tmp_path / "list.xlsx").sheetnames == ["insurance.card", "procedures.dossier"]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageFailure, match=r"neither \.csv nor \.xlsx"):
        export(tmp_path / "list.ods", [], ORIGINS)


def test_a_masked_record_tells_shapes_and_no_value() -> None:
    masked = held({"Số CCCD": "001099123456", "Họ và tên": "Nguyễn Văn A", "Lệ phí": ""}).masked
    assert masked == {"Số CCCD": "12 digits", "Họ và tên": "12 letters"}
