"""Read: landed deliveries into rows, one kind of file at a time, and thirty small files as on a night."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
from python_calamine import CalamineWorkbook

from benchmarks.inputs.deliveries import CARDS, CITIZENS, DOSSIERS, delivery
from benchmarks.inputs.files import large_file
from benchmarks.inputs.scratch import read_into
from benchmarks.model import DAY, Case, Found, Job, Place, Prepare
from benchmarks.sql import rows_of, run_bare, scratch
from pipelines.contract import Layout, layout_of
from pipelines.land import Manifest, manifests
from pipelines.read import tcvn3
from pipelines.read.tables import raw_table
from warehouse.sql import quoted

Choose = Callable[[Place], list[Manifest]]


def _ours(choose: Choose) -> Prepare:
    def prepare(place: Place) -> Job:
        con, found = scratch(place), choose(place)
        return Job(lambda: read_into(con, place, found), lambda: _found(con, _layouts(found), raw_table))

    return prepare


def _bare(choose: Choose) -> Prepare:
    def prepare(place: Place) -> Job:
        con, found = scratch(place), choose(place)
        layouts = _layouts(found)
        paths = {
            layout.name: [place.settings.home / one.landed_path for one in found if one.layout == layout.name]
            for layout in layouts
        }

        def work() -> None:
            for layout in layouts:
                _read_bare(con, place, layout, paths[layout.name])

        return Job(work, lambda: _found(con, layouts, lambda layout: layout.name))

    return prepare


def _layouts(found: list[Manifest]) -> list[Layout]:
    by_name = {one.layout: layout_of(one.feed, one.supplier) for one in found}
    return [by_name[name] for name in sorted(by_name)]


def _read_bare(con: duckdb.DuckDBPyConnection, place: Place, layout: Layout, paths: list[Path]) -> None:
    if layout.format == "xlsx":
        return _read_workbooks(con, paths)
    if layout.format == "http_pages":
        paths = [path / "*" for path in paths]
    if layout.options.get("encoding") == "tcvn3":
        paths = [_decoded(path, place.room) for path in paths]
    return run_bare(con, f"read_{layout.name}", files=[str(path) for path in paths])


def _decoded(path: Path, room: Path) -> Path:
    """A copy in UTF-8: DuckDB does not know this encoding, and Python's charmap codec is the plain way."""
    copy = room / path.name
    copy.write_text(codecs.charmap_decode(path.read_bytes(), "replace", tcvn3.TABLE)[0], encoding="utf-8", newline="")
    return copy


def _read_workbooks(con: duckdb.DuckDBPyConnection, paths: list[Path]) -> None:
    """What `python-calamine` and Arrow cost alone: every cell below the header as text, without the total row."""
    for number, path in enumerate(paths):
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("HoSo").to_python()
        columns = list(zip(*rows[3:-1], strict=True))
        sheet = pa.table(
            {str(title): pa.array(map(_cell, column)) for title, column in zip(rows[2], columns, strict=True)}
        )
        con.register("sheet", sheet)
        con.execute("INSERT INTO xlsx FROM sheet" if number else "CREATE TABLE xlsx AS FROM sheet")


def _cell(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _found(con: duckdb.DuckDBPyConnection, layouts: list[Layout], table_of: Callable[[Layout], str]) -> Found:
    """Records and texts, whether an empty text came as NULL or not."""
    told = []
    for layout in layouts:
        columns = ", ".join(f"nullif({quoted(source)}, '')" for source in layout.sources)
        told.append(rows_of(con, f"SELECT {columns} FROM {table_of(layout)}"))
    return Found(sum(int(rows.split()[0]) for rows in told), "; ".join(told))


def _one(feed: str) -> Choose:
    return lambda place: [delivery(place.settings, feed)]


def _large(layout: str) -> Choose:
    return lambda place: [large_file(place.settings, layout)]


def _case(name: str, choose: Choose, bare_is: str, needs: str) -> Case:
    return Case("read", name, _ours(choose), _bare(choose), bare_is, (needs,))


CASES = (
    _case("citizens, pages", _one(CITIZENS), "read_json, the fields as text", "landed"),
    _case("cards, Parquet", _one(CARDS), "read_parquet", "landed"),
    _case("dossiers, UTF-8 CSV", _large("csv_utf8"), "read_csv, all columns as text", "large files"),
    _case("dossiers, TCVN3 CSV", _large("csv_tcvn3"), "Python's charmap codec, then read_csv", "large files"),
    _case("dossiers, JSON lines", _large("jsonl"), "read_json, the fields as text", "large files"),
    _case("dossiers, workbook", _large("xlsx"), "python-calamine, cells as text", "large files"),
    _case(
        "dossiers, 30 small files",
        lambda place: manifests(place.settings, DOSSIERS, DAY),
        "one read per kind",
        "landed",
    ),
)
