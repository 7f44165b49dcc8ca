from __future__ import annotations

import json

import pytest

from pipelines.settings import Settings
from tests.unit.read.builders import JSONL, read, refusal

OBJECT: dict[str, object] = {
    "maHoSo": "000.00.76.H26-240115-0001",
    "maTTHC": "2.000910",
    "hoTen": "Nguyễn Thị Hòa",
    "soCCCD": "001187654321",
    "gioiTinh": 2,
    "dienThoai": "0912345678",
    "loaiNguoiNop": 1,
    "kenhTiepNhan": 2,
    "trangThai": "processing",
    "ngayTiepNhan": "20240115081500",
    "ngayHenTra": "20240122170000",
    "soGioXuLy": 40,
    "ngayXuLyXong": None,
    "ngayTraKetQua": None,
    "lePhi": 8000,
    "capNhatLuc": "20240115144332",
}


def lines(*objects: object) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects).encode()


def one(home: Settings, text: str) -> dict[str, str | None]:
    """The only record of a file with one line, in which `?` stands for the ID."""
    found = read(home, text.encode(), JSONL)
    assert (found.received, found.unreadable) == (1, [])
    return found.records[0]


def with_value(key: str, written: str) -> str:
    rest = {name: value for name, value in OBJECT.items() if name != key}
    return json.dumps(rest, ensure_ascii=False)[:-1] + f', "{key}": {written}}}'


def test_every_line_becomes_a_record_in_its_place_with_texts_as_they_were(home: Settings) -> None:
    found = read(home, b"\xef\xbb\xbf" + lines(OBJECT, dict(reversed(OBJECT.items()))) + b"\r\n \r\n", JSONL)
    assert (found.received, found.positions) == (2, [1, 2])
    expected = {key: None if value is None else str(value) for key, value in OBJECT.items()}
    assert found.records == [expected, expected]


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("soCCCD", "1.0E11", "1.0E11"),
        ("soCCCD", "2.00e+11", "2.00e+11"),
        ("soCCCD", "1187654321", "1187654321"),
        ("soCCCD", "1187654321.0", "1187654321.0"),
        ("soCCCD", "123456789012345678901234567890", "123456789012345678901234567890"),
        ("maTTHC", "2.000910", "2.000910"),
        ("hoTen", '"gần số 5: 1.50, \\"a\\": 2.0,"', 'gần số 5: 1.50, "a": 2.0,'),
        ("hoTen", '"[Hòa] {A}"', "[Hòa] {A}"),
        ("hoTen", '"Ho\\u00e0"', "Hoà"),
        ("gioiTinh", "true", "true"),
    ],
)
def test_a_value_is_told_as_it_was_written(home: Settings, key: str, written: str, told: str) -> None:
    assert one(home, with_value(key, written))[key] == told


@pytest.mark.parametrize(
    ("torn", "column", "reason"),
    [
        ('{"maHoSo": "000', None, "a line that is not valid JSON"),
        (with_value("soCCCD", "001187654321"), None, "a line that is not valid JSON"),
        ("[1, 2]", None, "a line that is a list instead of an object"),
        ('"x"', None, "a line that is a text instead of an object"),
        ("12", None, "a line that is a number instead of an object"),
        ("null", None, "a line that is nothing instead of an object"),
        ("[" * 50_000 + "]" * 50_000, None, "a line that is a list instead of an object"),
        (with_value("hoTen", '"A", "hoTen": "B"'), None, "a line that names one key twice"),
        (with_value("hoTen", '"A", "la": 1, "la": 2'), None, "a line that names one key twice"),
        (with_value("hoTen", '{"ho": "A"}'), "hoTen", "a list or an object where a single value is agreed"),
        (with_value("hoTen", '["A"]'), "hoTen", "a list or an object where a single value is agreed"),
        (with_value("hoTen", '"A\x00"'), None, "bytes that are no character of the agreed encoding"),
        (with_value("hoTen", '"A\udcff"'), None, "bytes that are no character of the agreed encoding"),
    ],
)
def test_a_line_that_is_no_record_is_unreadable_in_its_place(
    home: Settings, torn: str, column: str | None, reason: str
) -> None:
    delivered = lines(OBJECT) + torn.encode("utf-8", "surrogateescape") + b"\n" + lines(OBJECT)
    found = read(home, delivered, JSONL)
    assert (found.received, found.positions, found.unreadable) == (3, [1, 3], [(2, column, reason)])


def test_two_nested_values_make_one_unreadable_record(home: Settings) -> None:
    found = read(home, lines(OBJECT | {"hoTen": [], "lePhi": {}}), JSONL)
    assert (found.received, [place[:2] for place in found.unreadable]) == (1, [(1, "hoTen"), (1, "lePhi")])


def test_a_key_left_out_is_null_and_a_key_nobody_asked_for_is_passed_over(home: Settings) -> None:
    less = {key: value for key, value in OBJECT.items() if key != "dienThoai"}
    found = read(home, lines(OBJECT, less, OBJECT | {"ghiChu": {"x": [1]}}), JSONL)
    assert [record["dienThoai"] for record in found.records] == ["0912345678", None, "0912345678"]


def test_a_key_with_another_name_in_all_records_is_refused(home: Settings) -> None:
    renamed = {("hoVaTen" if key == "hoTen" else key): value for key, value in OBJECT.items()}
    refusal(read(home, lines(renamed, renamed), JSONL), "d276", "agreed key hoTen", "7 letters")


def test_an_empty_file_is_refused_and_one_of_blank_lines_is_a_delivery(home: Settings) -> None:
    refusal(read(home, b"", JSONL), "d276", "no bytes")
    assert read(home, b"\n\n", JSONL).received == 0
