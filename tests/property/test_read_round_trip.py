"""What a writer of CSV wrote, the reader reads."""

from __future__ import annotations

import csv
from io import StringIO

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.settings import Settings
from tests.property.test_read_counts import MANY, con, home  # noqa: F401  # fixtures
from tests.unit.read.builders import CSV, TITLES, read_from, with_options

LETTERS = st.characters(codec="utf-8", exclude_characters="\r\n\0\ufffd")
FIELDS = st.text(LETTERS, max_size=8) | st.text(st.sampled_from("\";,' \tHòa1"), max_size=6)
DELIMITERS, QUOTING = st.sampled_from(";,\t|"), st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))


def told(rows: list[list[str]]) -> list[list[str]]:
    """The rows with something in them, whatever was drawn."""
    return [[*fields[:-1], f"{fields[-1]}."] for fields in rows]


def written(rows: list[list[str]], delimiter: str, quoting: int, end: str) -> bytes:
    target = StringIO()
    writer = csv.writer(target, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]  # an int will do
    writer.writerow(TITLES)
    writer.writerows(rows)
    return target.getvalue().encode("utf-8-sig")


@settings(MANY, max_examples=60)
@given(
    rows=st.lists(st.lists(FIELDS, min_size=16, max_size=16), min_size=1, max_size=6),
    delimiter=DELIMITERS,
    quoting=QUOTING,
    end=st.sampled_from(("\n", "\r\n")),
)
def test_any_fields_come_back_as_they_were_written(
    con: duckdb.DuckDBPyConnection,  # noqa: F811  # the fixture
    home: Settings,  # noqa: F811  # the fixture
    rows: list[list[str]],
    delimiter: str,
    quoting: int,
    end: str,
) -> None:
    layout = with_options(CSV, delimiter=delimiter)
    found = read_from(con, home, written(told(rows), delimiter, quoting, end), layout)
    assert (found.refused, found.unreadable) == (None, [])
    assert found.records == [dict(zip(TITLES, fields, strict=True)) for fields in told(rows)]


@settings(MANY, max_examples=40)
@given(
    rows=st.lists(
        st.lists(FIELDS | st.text(st.sampled_from('\n";Hòa'), max_size=6), min_size=16, max_size=16),
        min_size=1,
        max_size=6,
    ),
    quoting=QUOTING,
)
def test_a_multiline_layout_takes_line_ends_inside_fields(
    con: duckdb.DuckDBPyConnection,  # noqa: F811  # the fixture
    home: Settings,  # noqa: F811  # the fixture
    rows: list[list[str]],
    quoting: int,
) -> None:
    layout = with_options(CSV, multiline=True)
    found = read_from(con, home, written(told(rows), ";", quoting, "\r\n"), layout)
    assert (found.refused, found.unreadable) == (None, [])
    assert found.records == [dict(zip(TITLES, fields, strict=True)) for fields in told(rows)]
