"""JSON lines: one object a line, keys in any order."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.compute as pc

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read import text
from pipelines.read.items import refuse_renamed, take_items
from pipelines.read.lines import lines_of
from pipelines.read.tables import SQL
from warehouse.sql import run_sql


def read_jsonl(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read a file of JSON lines. Layout option: `encoding`.

    Raises:
        Refused: no bytes, or a key of the layout has another name in all records.
    """
    run_sql(con, "as_written", folder=SQL)
    keys: set[str] = set()
    for batch in lines_of(text.pieces(path, str(layout.options.get("encoding", "utf-8")))):
        told = batch.where(pc.match_substring_regex(batch.content, "[^ \t\u00a0\ufeff]"))
        keys |= take_items(con, layout, manifest, told.table(), "a line").keys
    refuse_renamed(layout, keys)
