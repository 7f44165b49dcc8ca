"""What was loaded before, handed over for the steps that must not open the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from warehouse.sql import literal, render


def export_baseline(con: duckdb.DuckDBPyConnection, feed: str, window: Sequence[date], folder: Path) -> None:
    """Leave what deliveries of the window are measured against in the run's folder, as the ledger now is."""
    (folder / "baseline").mkdir(exist_ok=True, mode=0o700)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE baseline AS {render('night/baseline')}",
        {"feed": feed, "first": window[0], "last": window[-1]},
    )
    con.execute(f"COPY baseline TO {literal(str(folder / 'baseline' / f'{feed}.parquet'))} (FORMAT parquet)")
