"""The table `conformed` of a feed, made of all its layouts' records in one scan each."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.conform.macros import SQL, create_macros
from pipelines.conform.operations import conformed
from pipelines.contract import Column, ColumnMapping, Contract, Layout
from pipelines.errors import ContractFailure
from pipelines.read.tables import create, raw_table
from warehouse.sql import quoted, run_sql

UNMAPPED = "__unmapped"
"""What a contract column's name is followed by in the name of the column with its unmapped text."""


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
        names = {"table": raw_table(layout), "columns": _columns(contract, layout)}
        create(con, layout)
        run_sql(con, "conform", names, SQL)


def _columns(contract: Contract, layout: Layout) -> list[dict[str, object]]:
    mappings = {mapping.column: mapping for mapping in layout.columns}
    contracted = {column.name for column in contract.columns}
    missing, unknown = sorted(contracted - set(mappings)), sorted(set(mappings) - contracted)
    if missing or unknown:
        raise ContractFailure(
            f"The layout {layout.name} does not fit the contract of {layout.feed}: "
            f"missing {', '.join(missing) or 'nothing'}; too much {', '.join(unknown) or 'nothing'}.",
            where=f"{layout.feed}, layout {layout.name}",
            next_step="Give each contract column exactly one entry in `columns:`.",
        )
    return [_column(mappings[column.name], column) for column in contract.columns]


def _column(mapping: ColumnMapping, column: Column) -> dict[str, object]:
    made = conformed(mapping, column)
    return {
        "name": quoted(column.name),
        "source": made.source,
        "source_name": quoted(column.name + "__source"),
        "mapped": made.mapped,
        "is_unknown": made.is_unknown,
        "unknown_name": quoted(column.name + "__is_unknown"),
        "unmapped_name": quoted(column.name + UNMAPPED),
        "keeps_text": column.type == "VARCHAR",
    }
