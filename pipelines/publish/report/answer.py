"""What a statement of the report finds: kept as a temporary table, so that page and download tell the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.sql import quoted, render

Record = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """The rows of `sql/<name>.sql` in their order.

    Attributes:
        name: the statement's.
        columns: their names.
        types: their DuckDB types.
        rows: their values.
    """

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def records(self) -> Iterator[Record]:
        """The rows by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def ask(con: duckdb.DuckDBPyConnection, name: str) -> Answer:
    """The answer of `sql/<name>.sql`, which stays in the temporary table of that name."""
    from pipelines.publish.report.read import SQL

    con.execute(f"CREATE OR REPLACE TEMP TABLE {kept(name)} AS {render(name, {}, SQL)}")
    found = con.execute(f"FROM temp.{kept(name)}")
    columns = tuple(column[0] for column in found.description or ())
    types = tuple(str(column[1]) for column in found.description or ())
    return Answer(name, columns, types, tuple(found.fetchall()))


def kept(name: str) -> str:
    """The quoted name of the temporary table that holds an answer."""
    return quoted(f"answer_{name}")
