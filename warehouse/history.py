"""The tables a contract asks for in the schema `history`."""

from __future__ import annotations

import duckdb

from pipelines.contract import Contract, contract_of, feeds
from warehouse.sql import quoted, run_sql

OPEN_DAY = "DATE '9999-12-31'"
OPEN_INSTANT = "TIMESTAMPTZ '9999-12-31 00:00:00+00'"


def identifiers(contract: Contract) -> dict[str, object]:
    """What history SQL is filled in with: table name, columns, key, types and the open end of validity."""
    is_snapshot = contract.kind == "snapshot"
    keys = [quoted(column.name) for column in contract.key_columns]
    content = [quoted(column.name) for column in contract.content_columns]
    return {
        "feed": contract.feed,
        "kind": contract.kind,
        "table": quoted(contract.table),
        "changes": quoted(f"{contract.table}_change"),
        "unobserved": quoted(f"{contract.table}_unobserved"),
        "beaten": quoted(f"{contract.table}_beaten"),
        "current": quoted(f"{contract.table}_current"),
        "key": ", ".join(keys),
        "keys": keys,
        "content": ", ".join(content),
        "contents": content,
        "typed_key": ", ".join(f"{quoted(c.name)} {c.type}" for c in contract.key_columns),
        "typed_content": ", ".join(f"{quoted(c.name)} {c.type}" for c in contract.content_columns),
        "effective": quoted(contract.effective_column) if contract.effective_column else "NULL",
        "operation": quoted(contract.operation_column) if contract.operation_column else "'upsert'",
        "instant": "DATE" if is_snapshot else "TIMESTAMPTZ",
        "open_end": OPEN_DAY if is_snapshot else OPEN_INSTANT,
    }


def create_history_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of every feed that are not there yet."""
    con.execute("CREATE SCHEMA IF NOT EXISTS history")
    rows = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'history'"
    ).fetchall()
    known = {row[0] for row in rows}
    for contract in map(contract_of, feeds()):
        if contract.table not in known:
            create_history_table(con, contract)


def create_history_table(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Make the tables of one feed."""
    if contract.kind != "events":  # events have no validity
        run_sql(con, "history/create", identifiers(contract))
    run_sql(con, f"history/create_{contract.kind}", identifiers(contract))
