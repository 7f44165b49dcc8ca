"""JSON objects into records, whether they came as lines or in pages."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read.refusal import Refused, shape
from pipelines.read.tables import raw_table
from warehouse.sql import quoted, run_sql

SQL = Path(__file__).resolve().parent / "sql"


def take_items(con: duckdb.DuckDBPyConnection, layout: Layout, manifest: Manifest, what: str) -> None:
    """Enter the temporary table `item` (`position`, `content` as JSON or NULL, `is_torn`).

    A record may leave a key out, which makes it NULL.

    Raises:
        Refused: no record has a key the layout names while there are keys it does not name: a renamed column.
    """
    _refuse_renamed(con, layout)
    con.execute("CREATE OR REPLACE TEMP TABLE file AS SELECT ?::VARCHAR AS delivery_id", [manifest.delivery_id])
    structure = json.dumps(dict.fromkeys(layout.sources, "VARCHAR"), ensure_ascii=False)
    run_sql(
        con,
        "take_items",
        {
            "table": raw_table(layout),
            "structure": structure.replace("'", "''"),
            "columns": ", ".join(f"record.{quoted(source)}" for source in layout.sources),
            "what": what,
        },
        SQL,
    )


def _refuse_renamed(con: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    rows = con.execute(
        "SELECT DISTINCT unnest(json_keys(content)) FROM item WHERE json_type(content) = 'OBJECT'"
    ).fetchall()
    found = {row[0] for row in rows}
    missing = sorted(set(layout.sources) - found)
    unknown = sorted(found - set(layout.sources))
    if found and missing and unknown:
        raise Refused(
            f"No record has the agreed key {', '.join(missing)}, but there are keys nobody agreed on "
            f"({', '.join(shape(key) for key in unknown[:5])}).",
            place="all records",
            ask="Ask the supplier for the agreed keys, or describe the new ones in a layout.",
        )
