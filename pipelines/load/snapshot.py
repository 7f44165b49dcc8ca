"""Histories of `snapshot` feeds: one day after the other, each only where it differs from its neighbours."""

from __future__ import annotations

import duckdb

from warehouse.sql import run_sql


def load_snapshots(con: duckdb.DuckDBPyConnection, names: dict[str, object]) -> None:
    """Enter the deliveries of the temporary table `entering`, and take out those of `leaving`."""
    run_sql(con, "load/snapshot_work", names)
    days = con.execute(
        "SELECT supplier, business_day, delivery_id, leaving_id FROM day_of_work ORDER BY supplier, business_day"
    ).fetchall()
    for supplier, business_day, delivery_id, leaving_id in days:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE day_in_hand AS SELECT *, NULL::DATE AS day_before FROM day_of_work "
            "WHERE supplier = ? AND business_day = ?",
            [supplier, business_day],
        )
        case = {
            "replaces": leaving_id is not None,
            "is_same_delivery": delivery_id == leaving_id,
            "carried": "state_then" if leaving_id is None else "state_before",
        }
        for step in ("days", "diff", "apply", "mark"):
            run_sql(con, f"load/snapshot_{step}", names | case)
