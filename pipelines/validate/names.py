"""The pieces of SQL the stage's statements are filled in with, made from a contract and from what conforming left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.fixed import UNMAPPED
from pipelines.contract import Column, Contract, origin_of
from pipelines.validate.failures import InputsMissing
from pipelines.validate.row_hash import row_hash_sql
from warehouse.sql import literal, quoted, run_sql

FOLDER = Path(__file__).resolve().parent / "sql"
PLACE = ("delivery_id", "supplier", "business_day", "version", "position")
"""The columns of `conformed` that say where a record stood."""


@dataclass(frozen=True)
class Names:
    """A feed's names as SQL.

    Attributes:
        contract: the version of the feed's contract the records are read by.
        newest: the newest version, whose columns history has.
        traced: its columns whose unmapped text `conformed` keeps.
    """

    contract: Contract
    newest: Contract
    traced: frozenset[str]

    @property
    def columns(self) -> list[str]:
        """Every column of `conformed`, unquoted."""
        ours = [column.name for column in self.contract.columns]
        return [*PLACE, *ours, *(name + UNMAPPED for name in ours if name in self.traced)]

    def sql(self) -> dict[str, object]:
        """What the templates in `sql/` are filled in with."""
        keys = [quoted(column.name) for column in self.contract.key_columns]
        instant = [quoted(self.contract.effective_column)] if self.contract.effective_column else []
        operation = self.contract.operation_column
        return {
            "feed": self.contract.feed,
            "kind": self.contract.kind,
            "band": "NULL" if self.contract.volume_band is None else self.contract.volume_band,
            "identity": ", ".join(["delivery_id", *keys, *instant]),
            "has_identity": " AND ".join(f"{name} IS NOT NULL" for name in [*keys, *instant]),
            "has_key": " AND ".join(f"{key} IS NOT NULL" for key in keys),
            "record_key": " || '|' || ".join(f"conformed.{key}::VARCHAR" for key in keys),
            "told": ", ".join(quoted(name) for name in self.columns if name not in PLACE),
            "content": ", ".join(self._today(column) for column in self.newest.columns),
            "silent_key": ", ".join(self._today(column) for column in self.newest.key_columns),
            "is_upsert": f"{quoted(operation)} IS DISTINCT FROM 'delete'" if operation else "true",
            "required": [
                {"name": literal(column.name), "is_told": self._is_told(column.name)}
                for column in self.contract.columns
                if column.required
            ],
            "row_hash": row_hash_sql(self.newest),
        }

    def _today(self, column: Column) -> str:
        """A column of the newest version, as a record of this version tells it."""
        origin = origin_of(column, self.contract)
        if origin == column:
            return f"conformed.{quoted(column.name)}"
        told = f"conformed.{quoted(origin.name)}" if origin else "NULL"
        return f"{told}::{column.type} AS {quoted(column.name)}"

    def _is_told(self, column: str) -> str:
        told = [column, column + UNMAPPED] if column in self.traced else [column]
        return f"({' OR '.join(f'{quoted(name)} IS NOT NULL' for name in told)})"

    def run(self, con: duckdb.DuckDBPyConnection, statement: str, **more: object) -> duckdb.DuckDBPyConnection:
        """Run every statement of `sql/<statement>.sql`; the connection holds the result of the last one."""
        return run_sql(con, statement, {**self.sql(), **more}, FOLDER)


def names_of(con: duckdb.DuckDBPyConnection, contract: Contract, newest: Contract | None = None) -> Names:
    """The names of a feed whose `conformed` stands in the database; `newest` where that is another version.

    Raises:
        InputsMissing: a column of the contract is not there.
    """
    found = columns_of(con, "conformed")
    ours = [column.name for column in contract.columns]
    missing = [name for name in (*PLACE, *ours) if name not in found]
    if missing:
        raise InputsMissing(
            f"The conformed records of {contract.feed} lack {', '.join(missing)}.",
            where=contract.feed,
            next_step="Compare the feed's layouts with its contract.",
        )
    return Names(contract, newest or contract, frozenset(name for name in ours if name + UNMAPPED in found))


def columns_of(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of a table of this database, in order; none when there is no such table."""
    rows = con.execute(
        "SELECT column_name FROM duckdb_columns() "
        "WHERE table_name = ? AND database_name = current_database() AND schema_name = 'main' ORDER BY column_index",
        [table],
    ).fetchall()
    return [row[0] for row in rows]
