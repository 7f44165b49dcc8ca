"""JSON objects into records, whether they came as lines or in pages."""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read.refusal import Refused, shape
from pipelines.read.tables import SQL, raw_table
from warehouse.sql import literal, quoted, run_sql


def take_items(con: duckdb.DuckDBPyConnection, layout: Layout, manifest: Manifest, arrived: str, what: str) -> set[str]:
    """Enter the values of a table `arrived` (`position`, `content` as text) and tell which keys their objects have.

    Expects the macros of `sql/as_written.sql`. A record may leave a key out, which makes it NULL, and have keys nobody
    asked for, which are passed over.
    """
    sources = [literal(source) for source in layout.sources]
    run_sql(con, "items", {"arrived": arrived}, SQL)
    names = {
        "table": raw_table(layout),
        "delivery_id": literal(manifest.delivery_id),
        "sources": f"[{', '.join(sources)}]",
        "structure": literal(json.dumps(dict.fromkeys(layout.sources, "VARCHAR"), ensure_ascii=False)),
        "columns": ", ".join(f"record.{quoted(source)}" for source in layout.sources),
        "what": what,
    }
    run_sql(con, "take_items", names, SQL)
    rows = con.execute("SELECT DISTINCT unnest(keys) FROM (SELECT DISTINCT keys FROM item)").fetchall()
    return {row[0] for row in rows}


def refuse_renamed(layout: Layout, found: Iterable[str]) -> None:
    """Compare the keys of all records with those a layout names.

    Raises:
        Refused: no record has a key the layout names while there are keys it does not name: a renamed column.
    """
    missing = sorted(set(layout.sources) - set(found))
    unknown = sorted(set(found) - set(layout.sources))
    if missing and unknown:
        raise Refused(
            f"No record has the agreed key {', '.join(missing)}, but there are keys nobody agreed on "
            f"({', '.join(shape(key) for key in unknown[:5])}).",
            place="all records",
            ask="Ask the supplier for the agreed keys, or describe the new ones in a layout.",
        )
