"""JSON lines: one object a line, keys in any order."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read import text
from pipelines.read.items import take_items
from pipelines.read.lines import lines_into


def read_jsonl(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read a file of JSON lines. Layout option: `encoding`.

    Raises:
        Refused: no bytes, or a key of the layout has another name in all records.
    """
    lines_into(con, text.decode(path.read_bytes(), str(layout.options.get("encoding", "utf-8"))))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE item AS SELECT position, CASE WHEN json_valid(content) "
        "AND NOT contains(content, chr(65533)) THEN content END AS content, contains(content, chr(65533)) AS is_torn "
        "FROM line WHERE trim(content) <> ''"
    )
    take_items(con, layout, manifest, "a line")
