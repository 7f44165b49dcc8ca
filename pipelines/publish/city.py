"""`city.duckdb`: marts, ledger, quality, dictionary and reference. It names nobody and may be handed on."""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.reference import TABLES
from warehouse.sql import quoted, run_sql


def write_city(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Fill the attached, empty catalog `published` with what the warehouse knows; the marts show `day`."""
    from warehouse.marts import build_marts

    run_sql(con, "publish/city", {"reference": [quoted(table) for table in (*TABLES, "fingerprint")]})
    build_marts(con, day)
