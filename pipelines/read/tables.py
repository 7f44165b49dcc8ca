"""The tables reading leaves in the scratch database."""

from __future__ import annotations

import duckdb

from pipelines.contract import Layout
from warehouse.sql import quoted


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
    """Take out what was read of a delivery before it was refused, or in an earlier try."""
    for table in (raw_table(layout), "unreadable", "reading"):
        con.execute(f"DELETE FROM {table} WHERE delivery_id = ?", [delivery_id])
