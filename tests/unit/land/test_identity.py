"""By what a delivery is known again: a file by its bytes, pages and tables by the multiset of their records."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.land import identity_of_file, identity_of_pages, identity_of_table
from pipelines.settings import Settings

Row = tuple[str | None, str | None]

CELL = st.none() | st.text(alphabet="aă1:-,", max_size=3)
ROWS = st.lists(st.tuples(CELL, CELL), max_size=6)
some = settings(max_examples=20, deadline=None)


def table_identity(rows: list[Row], columns: tuple[str, str] = ("a", "b"), rows_at_once: int = 1000) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content.parquet"
        schema = pa.schema([(name, pa.string()) for name in columns])
        cells = [pa.array([row[n] for row in rows], pa.string()) for n in (0, 1)]
        pq.write_table(pa.table(cells, schema=schema), path, row_group_size=rows_at_once)
        return identity_of_table(Settings(home=Path(folder)), path)


def page_identity(records: list[Row], page_size: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for number, first in enumerate(range(0, max(len(records), 1), page_size)):
            page = Path(folder) / f"page-{number:05d}.json"
            data = [{"a": a, "b": b} for a, b in records[first : first + page_size]]
            page.write_text(json.dumps({"total": len(records), "data": data}, ensure_ascii=False))
            pages.append(page)
        return identity_of_pages(Settings(home=Path(folder)), pages, '$."data"[*]')


@some
@given(rows=ROWS, data=st.data())
def test_a_table_is_the_same_in_any_order_and_in_any_row_groups(rows: list[Row], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    assert table_identity(shuffled, rows_at_once=2) == table_identity(rows)


@some
@given(rows=ROWS, other=ROWS)
def test_tables_of_different_rows_are_different_and_duplicates_count(rows: list[Row], other: list[Row]) -> None:
    assert (table_identity(rows) == table_identity(other)) == (sorted(map(repr, rows)) == sorted(map(repr, other)))


def test_a_row_more_of_the_same_is_another_table() -> None:
    assert len({table_identity([("x", "y")] * n) for n in (1, 2, 3, 4)}) == 4


def test_text_that_moves_from_one_column_to_the_next_is_another_row() -> None:
    assert len({table_identity([row]) for row in (("ab", "c"), ("a", "bc"), ("1:a", None), ("", "1:a"))}) == 4


def test_an_empty_text_is_not_a_missing_one() -> None:
    assert table_identity([("", None)]) != table_identity([(None, "")])


def test_a_column_renamed_or_dropped_is_another_table() -> None:
    assert table_identity([("x", "y")]) != table_identity([("x", "y")], ("a", "c"))
    assert table_identity([]) != table_identity([], ("a", "c"))


@some
@given(records=st.lists(st.tuples(CELL, CELL), max_size=7), data=st.data())
def test_pages_are_the_same_however_the_records_were_ordered_and_cut(records: list[Row], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(records))
    assert page_identity(shuffled, data.draw(st.integers(1, 8))) == page_identity(records, 3)


def test_a_record_twice_on_the_pages_is_another_delivery() -> None:
    assert page_identity([("x", "y")], 1) != page_identity([("x", "y"), ("x", "y")], 1)


def test_pages_that_are_no_json_are_known_by_their_bytes(tmp_path: Path) -> None:
    home = Settings(home=tmp_path / "home")
    page = tmp_path / "page-00001.json"
    identities = []
    for text in ('{"data": [1', '{"data": [1', '{"data": [2'):
        page.write_text(text)
        identities.append(identity_of_pages(home, [page], '$."data"[*]'))
    assert identities[0] == identities[1] != identities[2]


def test_a_file_is_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"\xef\xbb\xbfa;b\r\n")
    (tmp_path / "two").write_bytes(b"a;b\r\n")
    assert identity_of_file(tmp_path / "one") != identity_of_file(tmp_path / "two")
