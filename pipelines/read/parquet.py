"""An extract of a supplier's database, landed as Parquet."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from pipelines.read.refusal import Refused
from pipelines.read.tables import raw_table
from warehouse.sql import literal, quoted


def read_parquet(con: duckdb.DuckDBPyConnection, path: Path, layout: Layout, manifest: Manifest) -> None:
    """Read an SQL extract; every row is a record, `position` its place in the extract.

    Raises:
        Refused: a column of the layout is not there, or rows are missing.
    """
    file = literal(str(path))
    described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({file})").fetchall()
    found = {row[0] for row in described}
    missing = [source for source in layout.sources if source not in found]
    if missing:
        table = layout.options.get("table", "the table")
        raise Refused(
            f"The table {table} has no column {', '.join(missing)}.",
            place=f"table {table}",
            ask="Ask the supplier whether the column was renamed, and describe the new table in a layout.",
        )
    columns = ", ".join(f"{quoted(source)}::VARCHAR AS {quoted(source)}" for source in layout.sources)
    con.execute(
        f"INSERT INTO {raw_table(layout)} BY NAME "
        f"SELECT $id AS delivery_id, file_row_number + 1 AS position, {columns} "
        f"FROM read_parquet({file}, file_row_number = true)",
        {"id": manifest.delivery_id},
    )
    row = con.execute(f"SELECT count(*) FROM read_parquet({file})").fetchone()
    if row and manifest.records_announced not in (None, row[0]):
        raise Refused(f"The extract holds {row[0]} rows, but {manifest.records_announced} were announced.")
