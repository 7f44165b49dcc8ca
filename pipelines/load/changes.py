"""Histories of `changes` feeds: all deliveries of a run at once, since order is in the records."""

from __future__ import annotations

import duckdb

from warehouse.sql import run_sql


def load_changes(con: duckdb.DuckDBPyConnection, names: dict[str, object]) -> None:
    """Enter the deliveries of the temporary table `entering`, take out those of `leaving`."""
    if con.execute("SELECT 1 FROM entering LIMIT 1").fetchone():
        run_sql(con, "load/changes", names)
