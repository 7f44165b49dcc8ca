"""Histories of `changes` feeds: all deliveries of a run at once, since order is in the records."""

from __future__ import annotations

import duckdb

from pipelines.load.again import leave_idle_alone
from warehouse.sql import run_sql


def load_changes(con: duckdb.DuckDBPyConnection, names: dict[str, object]) -> None:
    """Enter the deliveries of the temporary table `entering`, take out those of `leaving`."""
    if leave_idle_alone(con, names):
        run_sql(con, "load/changes", names)
