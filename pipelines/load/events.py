"""Histories of `events` feeds: all deliveries of a run at once, since the newest business day holds an event."""

from __future__ import annotations

import duckdb

from pipelines.load.again import leave_idle_alone
from warehouse.sql import run_sql


def load_events(con: duckdb.DuckDBPyConnection, names: dict[str, object]) -> None:
    """Enter the events of the temporary table `entering`, take out those of `leaving`."""
    if leave_idle_alone(con, names):
        run_sql(con, "load/events", names)
