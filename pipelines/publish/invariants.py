"""What must hold in the warehouse before anything is published of it; `citydb verify` asks the same."""

from __future__ import annotations

import duckdb

from pipelines.contract import contract_of, feeds
from pipelines.publish.failures import Broken
from warehouse.history import identifiers
from warehouse.sql import run_sql


def broken_in_warehouse(con: duckdb.DuckDBPyConnection) -> list[Broken]:
    """Every count that does not add up, every key with two versions at once; empty when all holds."""
    found = run_sql(con, "publish/ledger").fetchall()
    for feed in feeds():
        found += run_sql(con, "publish/history", identifiers(contract_of(feed))).fetchall()
    return [Broken(*row) for row in found]
