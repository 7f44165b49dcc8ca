"""That nothing which names a citizen is in what is published: by the columns there are, and by what the texts hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

import duckdb

from pipelines.contract import contract_of, feeds
from pipelines.publish.core import published_columns, technical_columns
from pipelines.publish.failures import Broken
from warehouse.sql import quoted, render

CITY_SCHEMAS = ("mart", "ops", "publication", "quality", "reference")
"""What `city.duckdb` consists of."""

IDENTIFYING = r"(^|[^0-9A-Za-z])(0[0-9]{11}|0[0-9]{9}|[A-Z]{2}[0-9]{13})([^0-9A-Za-z]|$)"
"""Text shaped like a personal ID, a phone number or a card number, standing by itself."""

_GROUPED = {sign: re.compile(rf"[0-9A-Z]+(?:{sign}[0-9]+)+") for sign in (r"\s+", r"\.+", "-+", "_+", "/+")}
"""What stands between the groups of a number, the same sign each time, and how such a number looks."""

_QUARANTINE = ("payload", "record_key")
"""Columns of the quarantine that hold or name a record."""

Columns = Sequence[tuple[str, str, str, str]]
"""Schema, table, column, type."""


def is_telling(text: str) -> bool:
    """Whether a text holds what looks like an identifier."""
    return re.search(IDENTIFYING, text) is not None


def is_telling_in_groups(text: str) -> bool:
    """The same of what a person typed, who may write a long number in groups: 001 193 959 570 or 0912.345.678."""
    return is_telling(text) or any(
        is_telling("".join(groups[start:end]))
        for separator, written in _GROUPED.items()
        for found in written.findall(text)
        for groups in [re.split(separator, found)]
        for start in range(len(groups))
        for end in range(start + 2, len(groups) + 1)
    )


def leaks_in_city(con: duckdb.DuckDBPyConnection, catalog: str) -> list[Broken]:
    """What is in `city.duckdb`, attached as `catalog`, and must not be.

    Reference tables hold facts of the project, not of deliveries, and are left out.
    """
    columns = [row for row in _columns(con, catalog) if row[0] != "reference"]
    return [*_forbidden(columns), *_telling_texts(con, catalog, columns)]


def leaks_in_core(con: duckdb.DuckDBPyConnection, catalog: str) -> list[Broken]:
    """Every column of `core.duckdb`, attached as `catalog`, that no contract publishes."""
    allowed = {
        (table, column)
        for contract in map(contract_of, feeds())
        for table in (contract.table, f"{contract.table}_current")
        for column in (*(one.name for one in published_columns(contract)), *technical_columns(contract))
    }
    return [
        Broken("discretion.column", f"{schema}.{table}.{column}", "a column that no contract publishes")
        for schema, table, column, _ in _columns(con, catalog)
        if schema != "publication" and (schema != "history" or (table, column) not in allowed)
    ]


def _columns(con: duckdb.DuckDBPyConnection, catalog: str) -> Columns:
    return con.execute(render("publish/columns"), {"catalog": catalog}).fetchall()


def _forbidden(columns: Columns) -> list[Broken]:
    named = {c.name for feed in feeds() for c in contract_of(feed).columns if c.classification == "identifier"}
    broken = []
    for schema, table, column, _ in columns:
        if schema not in CITY_SCHEMAS:
            broken.append(Broken("discretion.schema", f"{schema}.{table}", "a schema that is not published"))
        elif column in named.union(_QUARANTINE):
            broken.append(Broken("discretion.column", f"{schema}.{table}.{column}", "a column that names citizens"))
    return broken


def _telling_texts(con: duckdb.DuckDBPyConnection, catalog: str, columns: Columns) -> list[Broken]:
    broken = []
    texts = [row for row in columns if row[3].startswith(("VARCHAR", "JSON", "STRUCT", "MAP"))]
    for (schema, table), group in groupby(texts, key=lambda row: row[:2]):
        names = [row[2] for row in group]
        place = f"{quoted(catalog)}.{quoted(schema)}.{quoted(table)}"
        statement = render("publish/telling", {"columns": [quoted(name) for name in names], "table": place})
        counts = con.execute(statement, {"shape": IDENTIFYING}).fetchone() or ()
        broken += [
            Broken("discretion.text", f"{schema}.{table}.{name}", f"{count} texts look like an identifier")
            for name, count in zip(names, counts, strict=True)
            if count
        ]
    return broken
