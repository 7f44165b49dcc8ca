"""What stands beside the pages: the same rows for a spreadsheet program."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.publish.report.answer import Answer
from pipelines.publish.report.downloads import write_downloads

SELECT = """
    SELECT
        ['Quận Ba Đình', 'Ba Dinh'] AS place, $start || 'cmd|'' /C calc''!A0' AS hostile, DATE '2024-01-16' AS day,
        -0.25 AS share, NULL::BIGINT AS withheld, true AS is_suppressed, [1.0, 2.0] AS drawn
"""


def downloads(folder: Path, start: str) -> tuple[list[list[str]], list[tuple[object, ...]]]:
    """The rows of both files, heads first."""
    with duckdb.connect() as con:
        con.execute(f"CREATE TEMP TABLE answer_made AS {SELECT}", {"start": start})
        found = con.execute("FROM temp.answer_made")
        columns = found.description or ()
        names, types = tuple(str(one[0]) for one in columns), tuple(str(one[1]) for one in columns)
        write_downloads(con, Answer("made", names, types, ()), folder)
    text = (folder / "made.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    sheet = openpyxl.load_workbook(folder / "made.xlsx").worksheets[0]
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig")))), list(sheet.values)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_a_spreadsheet_would_run_as_a_formula_is_defused(tmp_path: Path, start: str) -> None:
    (_, line), _ = downloads(tmp_path, start)
    assert line[2] == f"'{start}cmd|' /C calc'!A0"
    cell = openpyxl.load_workbook(tmp_path / "made.xlsx").worksheets[0]["C2"]
    assert cell.data_type in ("s", "inlineStr")


def test_a_pair_is_two_columns_and_what_is_only_drawn_is_left_out(tmp_path: Path) -> None:
    (head, line), _ = downloads(tmp_path, "")
    assert head == ["place_vi", "place_en", "hostile", "day", "share", "withheld", "is_suppressed"]
    assert line[:2] == ["Quận Ba Đình", "Ba Dinh"]
    assert line[3:] == ["2024-01-16", "-0.25", "", "true"]


def test_numbers_days_and_truths_stay_such_in_a_workbook(tmp_path: Path) -> None:
    _, (head, line) = downloads(tmp_path, "")
    assert head[0] == "place_vi"
    assert str(line[3]).startswith("2024-01-16")
    assert line[4:] == (-0.25, None, True)


def test_a_text_with_marks_and_control_characters_still_makes_a_whole_workbook(tmp_path: Path) -> None:
    _, (_, line) = downloads(tmp_path, "<a href='x'>&\x02")
    assert line[2] == "<a href='x'>&\ufffdcmd|' /C calc'!A0"
