"""The tables reading leaves in the scratch database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from warehouse.sql import quoted

SQL = Path(__file__).resolve().parent / "sql"


def raw_table(layout: Layout) -> str:
    """The quoted name of the table with a layout's records: `delivery_id`, `position` and one text per source title."""
    return quoted(f"raw_{layout.name}")


def create(con: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Make the tables that are not there yet."""
    columns = ", ".join(f"{quoted(source)} VARCHAR" for source in layout.sources)
    con.execute(
        f"CREATE TABLE IF NOT EXISTS {raw_table(layout)} (delivery_id VARCHAR, position BIGINT, {columns});"
        "CREATE TABLE IF NOT EXISTS unreadable "
        "(delivery_id VARCHAR, position BIGINT, column_name VARCHAR, reason VARCHAR);"
        "CREATE TABLE IF NOT EXISTS reading (delivery_id VARCHAR, received BIGINT, refused_because VARCHAR);"
    )


def forget(con: duckdb.DuckDBPyConnection, layout: Layout, delivery_id: str) -> None:
    """Take out what was read of a delivery in an earlier try."""
    for table in (raw_table(layout), "unreadable", "reading"):
        con.execute(f"DELETE FROM {table} WHERE delivery_id = ?", [delivery_id])


def take(
    con: duckdb.DuckDBPyConnection,
    layout: Layout,
    manifest: Manifest,
    position: pa.Array,
    columns: Mapping[str, pa.Array],
) -> None:
    """Enter records: their places, and the text of each source title."""
    arrays = [position, *(columns[source] for source in layout.sources)]
    names = ", ".join(f"c{n} AS {quoted(source)}" for n, source in enumerate(layout.sources, 1))
    over(
        con,
        pa.table(arrays, names=[f"c{n}" for n in range(len(arrays))]),
        f"INSERT INTO {raw_table(layout)} BY NAME SELECT $id AS delivery_id, c0 AS position, {names} FROM arrived",
        {"id": manifest.delivery_id},
    )


def over(
    con: duckdb.DuckDBPyConnection, arrived: pa.Table, statement: str, facts: Mapping[str, object] | None = None
) -> duckdb.DuckDBPyConnection:
    """Run a statement over an Arrow table, which it calls `arrived`: DuckDB finds it by that name in this function.

    Registering it would keep it, and temporary tables all others like it, to the end of the reader's transaction.
    """
    return con.execute(statement, facts or {})
