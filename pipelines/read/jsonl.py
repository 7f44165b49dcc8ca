"""JSON lines: one object a line, keys in any order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.compute as pc

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read import text
from pipelines.read.items import part_of, refuse_renamed
from pipelines.read.lines import lines_of
from pipelines.read.tables import SQL, Part, take
from warehouse.sql import run_sql


def read_jsonl(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read a file of JSON lines. Layout option: `encoding`.

    Raises:
        Refused: no bytes, or a key of the layout has another name in all records.
    """
    with con.cursor() as aside:
        run_sql(aside, "as_written", folder=SQL)
        take(con, layout, manifest, _parts(aside, path, layout))


def _parts(aside: duckdb.DuckDBPyConnection, path: Path, layout: Layout) -> Iterator[Part]:
    keys: set[str] = set()
    for batch in lines_of(text.pieces(path, str(layout.options.get("encoding", "utf-8")))):
        told = batch.where(pc.match_substring_regex(batch.content, "[^ \t\u00a0\ufeff]"))
        part, found = part_of(aside, layout, told.table(), "a line")
        keys |= found
        yield part
    refuse_renamed(layout, keys)
