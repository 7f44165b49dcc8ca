"""Deliveries that are taken through once more and have the records they had: nothing is written for them."""

from __future__ import annotations

import duckdb

from warehouse.sql import run_sql


def leave_idle_alone(con: duckdb.DuckDBPyConnection, names: dict[str, object]) -> bool:
    """Take such deliveries out of `entering` and `leaving`, name them in `idle`, and tell whether others are left."""
    run_sql(con, "load/idle", names)
    return con.execute("SELECT 1 FROM entering UNION ALL SELECT 1 FROM leaving LIMIT 1").fetchone() is not None
