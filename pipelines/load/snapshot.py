"""Histories of `snapshot` feeds: one day after the other, each only where it differs from its neighbours."""

from __future__ import annotations

import duckdb

from warehouse.sql import run_sql


def load_snapshots(con: duckdb.DuckDBPyConnection, names: dict[str, object]) -> None:
    """Enter the deliveries of the temporary table `entering`, each after its predecessor was taken out."""
    rows = con.execute(
        "SELECT delivery_id, supplier, business_day, is_complete FROM entering ORDER BY supplier, business_day"
    ).fetchall()
    for delivery_id, supplier, business_day, is_complete in rows:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE day_in_hand AS SELECT ?::VARCHAR AS delivery_id, ?::VARCHAR AS supplier, "
            "?::DATE AS business_day, ?::BOOLEAN AS is_complete, NULL::DATE AS day_before",
            [delivery_id, supplier, business_day, is_complete],
        )
        if con.execute("SELECT 1 FROM leaving SEMI JOIN day_in_hand USING (supplier, business_day)").fetchone():
            _step(con, "snapshot_undo", names)
        _step(con, "snapshot_diff", names)
        con.execute(
            "INSERT INTO effect SELECT (SELECT delivery_id FROM day_in_hand), "
            "count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE row_hash IS NOT NULL AND NOT is_new), "
            "count(*) FILTER (WHERE row_hash IS NULL) FROM target"
        )
        run_sql(con, "load/snapshot_mark", names)


def _step(con: duckdb.DuckDBPyConnection, what_changes: str, names: dict[str, object]) -> None:
    run_sql(con, "load/snapshot_days", names)
    run_sql(con, f"load/{what_changes}", names)
    run_sql(con, "load/snapshot_apply", names)
