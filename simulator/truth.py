"""The truth about the simulated days, as Parquet beside the city: planned here, never read off a delivery."""

from __future__ import annotations

from pathlib import Path

import duckdb

from simulator.engine import run

_RECORDS = """
    COPY (
        SELECT feed, supplier, record_key, from_day, to_day, told_at, content
        FROM standing ORDER BY feed, supplier, from_day
    ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
"""
"""A record stands unchanged on the days [from_day, to_day); what stands to the end of the window ends the day after."""


def write_truth(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `deliveries`, `records` and `persons` below a folder."""
    folder.mkdir(parents=True)
    for statements in ("truth_deliveries", "truth_records", "truth_persons"):
        run(con, statements)
    order = "feed, supplier, business_day, version"
    con.execute(f"COPY (FROM offered ORDER BY {order}) TO '{folder / 'deliveries.parquet'}' (FORMAT parquet)")
    con.execute(_RECORDS.format(path=folder / "records.parquet"))
    con.execute(f"COPY known_person TO '{folder / 'persons.parquet'}' (FORMAT parquet, COMPRESSION zstd)")
