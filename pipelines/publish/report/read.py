"""Reading what the report says from a closed, published database."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb

from pipelines.publish.report.facts import About, Campaign, Covered, Facts, Indicator, Owed, Settled, Trend
from warehouse.sql import run_sql

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SQL = Path(__file__).resolve().parent / "sql"
Row = TypeVar("Row", bound="DataclassInstance")


def read_facts(con: duckdb.DuckDBPyConnection) -> Facts:
    """What an open, published database holds for the words of the pages; makes ready what their tables are made of."""
    run_sql(con, "prepare", folder=SQL)
    (about,) = rows(con, "about", About)
    campaign = rows(con, "campaign_facts", Campaign)
    return Facts(
        about=about,
        indicators=rows(con, "indicators", Indicator),
        settled=rows(con, "settlements", Settled),
        owed=rows(con, "delivery_days", Owed),
        trends=rows(con, "trends", Trend),
        campaign=campaign[0] if campaign else None,
        coverage=rows(con, "coverage", Covered),
    )


def open_published(city: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection; the link `current` is resolved first, so that a publication may come meanwhile."""
    con = duckdb.connect(
        str(city.resolve()), read_only=True, config={"threads": 1, "autoinstall_known_extensions": False}
    )
    con.execute("SET TimeZone = 'UTC'")
    return con


def rows(con: duckdb.DuckDBPyConnection, name: str, kind: type[Row]) -> tuple[Row, ...]:
    """What `sql/<name>.sql` finds, as `kind`, whose fields are its columns.

    Raises:
        TypeError: they are not; a defect of the page, never of the data.
    """
    found = run_sql(con, name, folder=SQL)
    columns = [column[0] for column in found.description or ()]
    expected = [field.name for field in fields(kind)]
    if columns != expected:
        raise TypeError(f"{name}.sql gives {columns}, the page reads {expected}")
    return tuple(kind(*row) for row in found.fetchall())
