"""The tables reading leaves in the scratch database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from warehouse.sql import literal, quoted

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
    with lent(con, "arrived", pa.table(arrays, names=[f"c{n}" for n in range(len(arrays))])):
        con.execute(
            f"INSERT INTO {raw_table(layout)} BY NAME "
            f"SELECT {literal(manifest.delivery_id)} AS delivery_id, c0 AS position, {names} FROM arrived"
        )


@contextmanager
def lent(con: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> Iterator[None]:
    """An Arrow table under a name in the database, for the length of a `with`."""
    con.register(name, table)
    try:
        yield
    finally:
        con.unregister(name)
