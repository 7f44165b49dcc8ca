from __future__ import annotations

import base64
import csv
import io
from dataclasses import dataclass
from datetime import date

import pytest

from pipelines.publish.report.csv_file import csv_address, csv_text


@dataclass(frozen=True)
class Line:
    name: str | None
    day: date
    share: float | None
    is_withheld: bool


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_a_spreadsheet_would_run_as_a_formula_is_defused(start: str) -> None:
    hostile = f"{start}cmd|' /C calc'!A0"
    (_, line) = read(csv_text(Line, [Line(hostile, date(2024, 1, 16), 0.5, False)]))
    assert line[0] == f"'{hostile}"


def test_numbers_keep_their_sign_and_days_their_iso_form() -> None:
    (head, line) = read(csv_text(Line, [Line("Quận Ba Đình", date(2024, 1, 16), -0.25, True)]))
    assert head == ["name", "day", "share", "is_withheld"]
    assert line == ["Quận Ba Đình", "2024-01-16", "-0.25", "true"]


def test_what_is_not_known_is_empty() -> None:
    (_, line) = read(csv_text(Line, [Line(None, date(2024, 1, 16), None, False)]))
    assert line == ["", "2024-01-16", "", "false"]


def test_commas_quotes_and_line_breaks_come_back_whole() -> None:
    awkward = 'Quận "A",\nhuyện B'
    (_, line) = read(csv_text(Line, [Line(awkward, date(2024, 1, 16), None, False)]))
    assert line[0] == awkward


def test_the_address_carries_the_file_in_utf8_with_its_mark() -> None:
    address = csv_address(Line, [Line("Quận Đống Đa", date(2024, 1, 16), 1, False)])
    head, _, body = address.partition("base64,")
    assert head == "data:text/csv;charset=utf-8;"
    content = base64.b64decode(body)
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Quận Đống Đa" in content.decode("utf-8")
