"""History against the ledger, against itself, and against what was published of it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.contract import Contract, contract_of, feeds
from pipelines.publish import published_columns
from pipelines.publish.core import technical_columns
from pipelines.publish.failures import Broken
from pipelines.publish.model import Publication
from pipelines.validate import row_hash_sql
from warehouse.history import identifiers
from warehouse.shape import other_shapes
from warehouse.sql import literal, quoted, run_sql

SQL = Path(__file__).resolve().parent / "sql"


def broken_histories(con: duckdb.DuckDBPyConnection) -> list[Broken]:
    """Every delivery of which other records are there than the ledger says were loaded, every record that was altered.

    A history with the columns of other contracts is passed over: nothing is loaded into it before it is made anew.
    """
    others = other_shapes(con)
    found: list[tuple[str, str, str]] = []
    for contract in (contract_of(feed) for feed in feeds() if feed not in others):
        names = identifiers(contract)
        found += run_sql(con, f"history_{contract.kind}", names, SQL).fetchall()
        found += run_sql(con, "history_hash", names | _hashed(contract, names), SQL).fetchall()
    return [Broken(*row) for row in found]


def broken_against_published(con: duckdb.DuckDBPyConnection, newest: Publication) -> list[Broken]:
    """Every delivery whose records are not those that were published; its `city.duckdb` is attached as `shown`.

    Nothing of feeds that were loaded since, and nothing at all where the publication has no `core.duckdb` any more.
    """
    if not newest.core.exists():
        return []
    con.execute(f"ATTACH {literal(str(newest.core))} AS core (READ_ONLY)")
    columns = _columns(con)
    found: list[tuple[str, str, str]] = []
    for contract in map(contract_of, feeds()):
        alike = [name for name in _as_they_are(contract) if columns.get((contract.table, name)) == 2]
        if "delivery_id" in alike:
            names = identifiers(contract) | {"compared": ", ".join(map(quoted, alike))}
            found += run_sql(con, "history_published", names, SQL).fetchall()
    return [Broken(*row) for row in found]


def _hashed(contract: Contract, names: dict[str, object]) -> dict[str, object]:
    """The tables that keep whole records, and what their hash is made of; a deletion has no content."""
    also = {"events": "beaten", "changes": "changes"}.get(contract.kind)
    return {
        "stored_in": [names["table"], *([names[also]] if also else [])],
        "row_hash": row_hash_sql(contract),
        "is_marked": contract.kind == "changes",
    }


def _as_they_are(contract: Contract) -> list[str]:
    """The columns that `core.duckdb` shows as the warehouse has them."""
    content = [one.name for one in published_columns(contract) if one.expression == quoted(one.name)]
    return [*content, *technical_columns(contract)]


def _columns(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], int]:
    """In how many of the two files a history has a column with one and the same type."""
    rows = run_sql(con, "history_columns", folder=SQL).fetchall()
    return {(table, column): files for table, column, files in rows}
