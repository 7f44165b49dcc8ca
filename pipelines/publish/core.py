"""`core.duckdb`: pseudonymised records and their history. Still personal data, for the city's own analysts."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.contract import Column, Contract, contract_of, feeds
from warehouse.history import identifiers
from warehouse.sql import quoted, run_sql


@dataclass(frozen=True)
class PublishedColumn:
    """A column of `core.duckdb`.

    Attributes:
        name: its name there. `person_key` for the personal ID (with the column's name before it when a feed has
            several), `…_hash` for another keyed hash, `…_year` for the year of a day, the contract's name otherwise.
        type: its DuckDB type there.
        column: the contract column it shows.
        expression: what makes it, over the history table and the session's macros.
    """

    name: str
    type: str
    column: Column
    expression: str


def published_columns(contract: Contract) -> tuple[PublishedColumn, ...]:
    """What `core.duckdb` shows of a feed's content, in the contract's order; `withheld` columns are not among it."""
    persons = sum(column.publish_as == "person_key" for column in contract.content_columns)
    shown = (_published(column, persons) for column in contract.content_columns)
    return tuple(one for one in shown if one is not None)


def technical_columns(contract: Contract) -> tuple[str, ...]:
    """What stands behind a feed's content there; an event has no validity, but the day it was told for."""
    if contract.kind == "events":
        return "supplier", "business_day", "delivery_id"
    return "supplier", "valid_from", "valid_to", "delivery_id"


def write_core(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the attached, empty catalog `core`; the connection has been taught the pseudonyms."""
    con.execute("CREATE SCHEMA core.history")
    for contract in map(contract_of, feeds()):
        columns = published_columns(contract)
        key = [quoted(one.name) for one in columns if one.column.is_key]
        names = identifiers(contract) | {
            "published": ", ".join(f"{one.expression} AS {quoted(one.name)}" for one in columns),
            "order": ", ".join(key or [quoted(one.name) for one in columns]),
        }
        run_sql(con, "publish/core_events" if contract.kind == "events" else "publish/core", names)


def _published(column: Column, persons: int) -> PublishedColumn | None:
    name = quoted(column.name)
    match column.publish_as:
        case "withheld":
            return None
        case "person_key":
            shown = "person_key" if persons == 1 else f"{column.name}_person_key"
            return PublishedColumn(shown, "VARCHAR", column, f"person_key({name})")
        case "keyed_hash":
            return PublishedColumn(f"{column.name}_hash", "VARCHAR", column, f"keyed_hash({name}::VARCHAR)")
        case "year":
            return PublishedColumn(f"{column.name}_year", "INTEGER", column, f"year({name})::INTEGER")
    return PublishedColumn(column.name, column.type, column, name)
