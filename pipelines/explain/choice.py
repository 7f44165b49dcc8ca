"""Which rows of a mart are meant: an indicator of the scorecard, or `column=value`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import duckdb

from pipelines.errors import UsageFailure
from warehouse.sql import quoted

_SHOWN = 30
INDICATOR = "indicator"
"""The column whose values may be named alone."""


class UnknownFigure(UsageFailure):
    """A mart, indicator, column or row that a publication does not have."""

    code = "explain.figure"


def columns_of(con: duckdb.DuckDBPyConnection, mart: str) -> list[tuple[str, str, str]]:
    """Name, Vietnamese name and meaning of a mart's columns, as the publication's dictionary tells them."""
    return con.execute(
        "SELECT there.column_name, coalesce(told.name_vi, ''), coalesce(told.meaning, '') "
        "FROM duckdb_columns() AS there LEFT JOIN mart.dictionary AS told "
        "ON told.schema_name = 'mart' AND there.table_name = told.table_name AND there.column_name = told.column_name "
        "WHERE there.schema_name = 'mart' AND there.table_name = ? ORDER BY there.column_index",
        [mart],
    ).fetchall()


def chosen_rows(con: duckdb.DuckDBPyConnection, mart: str, asked: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a mart that fit everything asked; of one column several values may be named.

    Raises:
        UnknownFigure: there is no such mart, column, value or row.
    """
    names = [name for name, _, _ in columns_of(con, mart)]
    if not names:
        raise UnknownFigure(f"There is no mart '{mart}'.", next_step=f"Marts are: {', '.join(_marts(con))}.")
    wanted: dict[str, list[str]] = defaultdict(list)
    for one in asked:
        column, value = _condition(one, names, mart)
        wanted[column].append(value)
    for column, values in wanted.items():
        _check_values(con, mart, column, values)
    fits = " AND ".join(f"list_contains(${n}, {_text(column)})" for n, column in enumerate(wanted, start=1)) or "true"
    found = con.execute(f"SELECT * FROM mart.{quoted(mart)} WHERE {fits}", list(wanted.values()))
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if not rows:
        raise UnknownFigure(
            f"No row of {mart} has {' and '.join(asked)} together." if asked else f"{mart} has no rows.",
            next_step=f'`citydb sql "FROM mart.{mart}"` shows all of it.',
        )
    return rows


def _condition(one: str, names: list[str], mart: str) -> tuple[str, str]:
    column, is_said, value = one.partition("=")
    if not is_said and INDICATOR in names:
        return INDICATOR, one
    if not is_said or column not in names:
        raise UnknownFigure(
            f"{mart} has no column '{column}'." if is_said else f"'{one}' does not say which column it is a value of.",
            next_step=f"Write COLUMN=VALUE. Columns are: {', '.join(names)}.",
        )
    return column, value


def _check_values(con: duckdb.DuckDBPyConnection, mart: str, column: str, values: list[str]) -> None:
    rows = con.execute(f"SELECT DISTINCT {_text(column)} FROM mart.{quoted(mart)} ORDER BY ALL").fetchall()
    known = [row[0] for row in rows]
    for value in values:
        if value not in known:
            more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
            raise UnknownFigure(
                f"{mart} has no row with {column} '{value}'.",
                next_step=f"There are: {', '.join(known[:_SHOWN])}{more}.",
            )


def _text(column: str) -> str:
    """A column as text, empty where it holds nothing."""
    return f"coalesce({quoted(column)}::VARCHAR, '')"


def _marts(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart' ORDER BY 1").fetchall()
    return [row[0] for row in rows]
