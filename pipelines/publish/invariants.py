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
    for contract in map(contract_of, feeds()):
        statement = "publish/history_events" if contract.kind == "events" else "publish/history"
        found += run_sql(con, statement, identifiers(contract)).fetchall()
    return [Broken(*row) for row in found]
