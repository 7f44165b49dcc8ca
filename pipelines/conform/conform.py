"""The table `conformed` of a feed, made of all its layouts' records in one scan each."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.conform.macros import SQL, create_macros
from pipelines.conform.operations import words_of
from pipelines.conform.statement import UNMAPPED, statement_of
from pipelines.contract import Contract, Layout
from pipelines.read.tables import create, raw_table
from warehouse.sql import quoted, run_sql


def conform(con: duckdb.DuckDBPyConnection, contract: Contract, layouts: Iterable[Layout]) -> None:
    """Make `conformed`: `delivery_id, supplier, business_day, version, position` and all contract columns, typed.

    Beside each contract column stands `<column>__unmapped`: the source's text where it could not be mapped. A typed
    column is then NULL, a text column keeps the text as it came. Expects `delivery` (`delivery_id, supplier,
    business_day, version`) and what `read_delivery` left behind.

    Raises:
        ContractFailure: a layout leaves out a contract column, or asks for what no operation does.
    """
    create_macros(con)
    columns = ", ".join(f"{quoted(c.name)} {c.type}, {quoted(c.name + UNMAPPED)} VARCHAR" for c in contract.columns)
    con.execute(
        "CREATE OR REPLACE TABLE conformed (delivery_id VARCHAR, supplier VARCHAR, business_day DATE, "
        f"version INTEGER, position BIGINT, {columns})"
    )
    for layout in layouts:
        pieces = statement_of(contract, layout, _canonical(con, words_of(layout)))
        create(con, layout)
        if _has_records(con, layout):
            run_sql(con, "conform", pieces | {"table": raw_table(layout)}, SQL)


def _canonical(con: duckdb.DuckDBPyConnection, words: list[str]) -> dict[str, str]:
    rows = con.execute("SELECT word, canonical(word) FROM (SELECT unnest($words::VARCHAR[]) AS word)", {"words": words})
    return {word: tidy or "" for word, tidy in rows.fetchall()}


def _has_records(con: duckdb.DuckDBPyConnection, layout: Layout) -> bool:
    """Compiling the statement costs more than a night's records do, and many a layout has none."""
    return con.execute(f"SELECT 1 FROM {raw_table(layout)} LIMIT 1").fetchone() is not None
