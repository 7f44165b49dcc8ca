"""Whether two warehouses have the same content: by sums over all rows first, counted only where those differ."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.contract import contract_of, feeds
from pipelines.replay.inputs import SQL
from warehouse.sql import quoted, render

LEDGER = "delivery_id, state, received, unreadable, duplicate, quarantined, loaded"
HELD = "delivery_id, position, record_key, rule_ids, payload"


@dataclass(frozen=True)
class Difference:
    """A table that is not the same.

    Attributes:
        table: which.
        gone, new: how many of its rows only the warehouse that stands has, and only the rebuilt one.
        is_expected: whether its contract changed, so that it cannot be the same.
    """

    table: str
    gone: int
    new: int
    is_expected: bool

    def __str__(self) -> str:
        return f"{self.table}: {self.gone:,} rows are gone and {self.new:,} are new"


def compare(con: duckdb.DuckDBPyConnection) -> tuple[Difference, ...]:
    """Where the file attached as `rebuilt` differs from the warehouse `city`: in history, open items and ledger."""
    found = [
        _compare(con, "ops.delivery", LEDGER, "true"),
        _compare(con, "quarantine.record", HELD, "state = 'open'"),
        _compare(con, "quarantine.unreadable", "*", "true"),
    ]
    for contract in map(contract_of, feeds()):
        there, here = (_columns(con, catalog, contract.table) for catalog in ("city", "rebuilt"))
        shared = ", ".join(quoted(name) for name in here if name in there)
        found.append(_compare(con, f"history.{quoted(contract.table)}", shared, "true", is_expected=there != here))
    return tuple(one for one in found if one)


def _compare(
    con: duckdb.DuckDBPyConnection, table: str, columns: str, only: str, *, is_expected: bool = False
) -> Difference | None:
    names = {"table": table, "columns": columns, "only": only}
    if len(con.execute(render("same", names, SQL)).fetchall()) == 1:
        return None
    gone, new = con.execute(render("differing", names, SQL)).fetchone() or (0, 0)
    return Difference(table.replace('"', ""), gone, new, is_expected)


def _columns(con: duckdb.DuckDBPyConnection, catalog: str, table: str) -> dict[str, str]:
    rows = con.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = ? AND schema_name = 'history' AND table_name = ? ORDER BY column_index",
        [catalog, table],
    ).fetchall()
    return dict(rows)
