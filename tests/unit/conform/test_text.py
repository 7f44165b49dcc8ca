from __future__ import annotations

import unicodedata

import pytest

from tests.unit.conform.builders import conformed


def canonical(*texts: str | None) -> list[object]:
    return [value for value, _ in conformed(texts, "VARCHAR", **{"as": "text"})]


def names(*texts: str) -> list[object]:
    return [value for value, _ in conformed(texts, "VARCHAR", **{"as": "name"})]


@pytest.mark.parametrize(
    ("typed", "canon"),
    [
        ("hoà", "hòa"), ("Hoà Bình", "Hòa Bình"), ("HOÀ", "HÒA"), ("khoẻ", "khỏe"), ("loè", "lòe"), ("Thuý", "Thúy"),
        ("Thuỵ Điển", "Thụy Điển"), ("uỷ ban", "ủy ban"), ("Uỷ", "Ủy"), ("toà, nhà", "tòa, nhà"),
        ("hoá-đơn", "hóa-đơn"),        ("huỷ uỷ nhiệm", "hủy ủy nhiệm"), ("hoà hoà", "hòa hòa"), ("xoã…", "xõa…"),
    ],
)  # fmt: skip
def test_an_open_oa_oe_uy_bears_its_tone_on_the_first_vowel(typed: str, canon: str) -> None:
    decomposed = unicodedata.normalize("NFD", typed)
    assert canonical(typed, decomposed, canon) == [canon] * 3


@pytest.mark.parametrize(
    "text",
    ["quý", "Quỳnh", "QUÝ", "quỵ", "quỹ", "hoàng", "toán", "thuở", "khuya", "giữ", "già", "Nguyễn", "khoảng", "ngoéo",
     "oái", "hoành", "chuyện", "lúa", "của", "mía", "K'Brê"],
)  # fmt: skip
def test_any_other_tone_stays_where_it_is(text: str) -> None:
    assert canonical(text, unicodedata.normalize("NFD", text)) == [text] * 2


@pytest.mark.parametrize(
    ("typed", "canon"),
    [
        ("  Nguyễn   Văn\u00a0An ", "Nguyễn Văn An"),
        ("Phường \nHoàn Kiếm", "Phường Hoàn Kiếm"),
        ("An\tBình", "An Bình"),
        ("\ufeffAn\u200b", "An"),
        ("Ha\u0300\u00adNội", "HàNội"),
        ("", None),
        (" \u00a0\u200b\n", None),
        (None, None),
    ],
)
def test_there_is_one_space_wherever_there_is_room_and_nothing_invisible(typed: str | None, canon: str | None) -> None:
    assert conformed([typed], "VARCHAR", **{"as": "text"}) == [(canon, None)]


@pytest.mark.parametrize(
    ("typed", "canon"),
    [
        ("NGUYỄN THỊ HOÀ", "Nguyễn Thị Hòa"),
        ("nguyễn thị hoà", "Nguyễn Thị Hòa"),
        ("Nguyễn thị Hoà", "Nguyễn Thị Hòa"),
        ("NGUYễN VăN áNH", "Nguyễn VăN Ánh"),
        ("đỗ Ý nhi", "Đỗ Ý Nhi"),
        ("K'Brê H'Ré", "K'Brê H'Ré"),
        ("Công ty TNHH ABC", "Công Ty Tnhh Abc"),
        ("D'Arcy McAn", "D'Arcy McAn"),
    ],
)
def test_a_name_in_one_case_is_capitalised_and_a_spelling_of_ones_own_stays(typed: str, canon: str) -> None:
    assert names(typed, unicodedata.normalize("NFD", typed), f" {typed}  ") == [canon] * 3


def test_small_letters_without_capitals_in_tcvn3_are_capitals_among_capitals() -> None:
    assert names("NGUYễN", "ĐỗNG", "Hà", "HOà", "ảNH", "TUấN") == ["Nguyễn", "Đỗng", "Hà", "Hòa", "Ảnh", "Tuấn"]
