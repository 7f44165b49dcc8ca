from __future__ import annotations

import pytest

from tests.unit.conform.builders import conformed, conformed_rows

Told = tuple[object, str | None]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("001187654321", ("001187654321", None)),
        (" 001187654321 ", ("001187654321", None)),
        ("1187654321", ("001187654321", None)),
        ("11876543210", ("011876543210", None)),
        ("1187654321.0", ("001187654321", None)),
        ("1.187654321E+9", ("001187654321", None)),
        ("118765432", ("118765432", None)),  # a nine-digit card of old has lost nothing
        ("01187654321", ("01187654321", None)),  # its zero is there, so another digit is missing
        ("2.00E+11", ("2.00E+11", "2.00E+11")),
        ("1.187654321E+11", ("1.187654321E+11", "1.187654321E+11")),
        ("00118765432A", ("00118765432A", "00118765432A")),
        ("-1187654321", ("-1187654321", "-1187654321")),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_only_the_zeros_a_number_cell_cannot_hold_are_put_back(told: str | None, expected: Told) -> None:
    assert conformed([told], "VARCHAR", **{"as": "digits", "pad_to": 12, "lost_zeros": 2}) == [expected]


def test_digits_are_not_padded_where_no_zeros_can_be_lost_and_separators_are_left_out() -> None:
    assert conformed(["1187654321"], "VARCHAR", **{"as": "digits", "pad_to": 12}) == [("1187654321", None)]
    found = conformed(["091.234 5678", "0912/345"], "VARCHAR", **{"as": "digits", "separators": ". "})
    assert found == [("0912345678", None), ("0912/345", "0912/345")]


@pytest.mark.parametrize(
    ("told", "expected"),
    [("40", (40, None)), ("40.0", (40, None)), (" -3 ", (-3, None)), ("4.5", (None, "4.5")), ("1.250", (None, "1.250")),
     ("bốn", (None, "bốn")), ("99999999999", (None, "99999999999")), ("", (None, None))],
)  # fmt: skip
def test_a_whole_number_is_no_other_number(told: str, expected: Told) -> None:
    assert conformed([told], "INTEGER", **{"as": "integer"}) == [expected]


@pytest.mark.parametrize(
    ("told", "expected"),
    [("8000", (8000, None)), ("8.000", (8000, None)), ("1.250.000", (1_250_000, None)), ("8000.0", (8000, None)),
     ("8000.00", (8000, None)), ("8.00", (8, None)), ("8.5", (None, "8.5")), ("3.359,80", (None, "3.359,80")),
     ("1.25.000", (None, "1.25.000")), ("8,000", (None, "8,000")), ("-5", (None, "-5")), ("", (None, None))],
)  # fmt: skip
def test_dots_in_an_amount_stand_between_groups_of_three(told: str, expected: Told) -> None:
    assert conformed([told], "BIGINT", **{"as": "vnd"}) == [expected]


@pytest.mark.parametrize(
    ("told", "expected"),
    [("89,58", (8958, None)), ("89.58", (8958, None)), (" 89,58 ", (8958, None)), ("92,5", (9250, None)),
     ("100", (10_000, None)), ("0", (0, None)), ("0,05", (5, None)), ("86,50", (8650, None)),
     ("100,00", (10_000, None)),
     ("89,583", (None, "89,583")), ("1.250", (None, "1.250")), ("1.250,50", (None, "1.250,50")), (",58", (None, ",58")),
     ("89,", (None, "89,")), ("-1,5", (None, "-1,5")), ("89,58 %", (None, "89,58 %")), ("8,9E1", (None, "8,9E1")),
     ("99999999,00", (None, "99999999,00")), ("đang cập nhật", (None, "đang cập nhật")), ("", (None, None)),
     (None, (None, None))],
)  # fmt: skip
def test_hundredths_are_exact_and_three_decimals_are_left_alone(told: str | None, expected: Told) -> None:
    assert conformed([told], "INTEGER", **{"as": "hundredths"}) == [expected]


def test_codes_are_known_in_any_spelling_of_the_same_word_and_no_other() -> None:
    codes = {"Nữ": "female", "Hoà giải": "mediation", "1": "male"}
    told = ["Nữ", "Nu\u031b\u0303", " Nữ ", "Hòa giải", "Hoà  giải", "1", "nữ", "1.0", "", None]
    assert conformed(told, "VARCHAR", **{"as": "code", "codes": codes}) == [
        ("female", None), ("female", None), ("female", None), ("mediation", None), ("mediation", None), ("male", None),
        ("nữ", "nữ"), ("1.0", "1.0"), (None, None), (None, None),
    ]  # fmt: skip
    assert conformed(["done", "archived"], "INTEGER", **{"as": "code", "codes": {"done": 10}}) == [
        (10, None),
        (None, "archived"),
    ]


def test_a_constant_is_the_same_for_all_and_needs_no_text() -> None:
    block = {"as": "constant", "value": "upsert"}
    assert conformed_rows([{}, {}], "VARCHAR", **block) == [("upsert", None), ("upsert", None)]


@pytest.mark.parametrize(
    ("birth", "precision", "year", "day", "day_unmapped"),
    [
        ("19760115", "0", 1976, "1976-01-15", None),
        (" 19760115", " 0", 1976, "1976-01-15", None),
        ("19760100", "2", 1976, None, None),
        ("19760000", "1", 1976, None, None),
        ("19760231", "0", 1976, None, "19760231"),
        ("19760100", "0", 1976, None, "19760100"),
        ("19760115", "1", 1976, None, "19760115"),
        ("19760115", None, 1976, None, "19760115"),
        ("19760115", "7", 1976, None, "19760115"),
        ("1976", "1", None, None, "1976"),
        ("", "0", None, None, None),
    ],
)
def test_a_birth_is_known_as_far_as_its_supplier_says(
    birth: str, precision: str | None, year: int | None, day: str | None, day_unmapped: str | None
) -> None:
    rows = [{"theirs": birth, "loai": precision}]
    block = {"from": "theirs", "precision": "loai"}
    year_unmapped = birth if birth and year is None else None
    assert conformed_rows(rows, "INTEGER", **{"as": "birth_year"}, **block) == [(year, year_unmapped)]
    assert conformed_rows(rows, "DATE", **{"as": "birth_on"}, **block) == [(day, day_unmapped)]
