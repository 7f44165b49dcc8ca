"""Reading the facts of the page from a closed, published database."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb

from pipelines.publish.report.facts import (
    About,
    Broken,
    BrokenBySupplier,
    Delivered,
    Explained,
    Facts,
    Indicator,
    Matched,
    MatchedCell,
    Owed,
    Punctual,
    PunctualCell,
    Settled,
)
from warehouse.sql import run_sql

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SQL = Path(__file__).resolve().parent / "sql"
Row = TypeVar("Row", bound="DataclassInstance")


def read_facts(city: Path) -> Facts:
    """What a closed, published database holds for the page."""
    with open_published(city) as con:
        (about,) = rows(con, "about", About)
        return Facts(
            about=about,
            indicators=rows(con, "indicators", Indicator),
            settled=rows(con, "settlements", Settled),
            owed=rows(con, "delivery_days", Owed),
            delivered=rows(con, "deliveries", Delivered),
            broken=rows(con, "rules", Broken),
            broken_by_supplier=rows(con, "supplier_rules", BrokenBySupplier),
            cards_by_district=rows(con, "cards_by_district", Matched),
            cards_by_group=rows(con, "cards_by_group", Matched),
            cards_of_the_city=rows(con, "cards_of_the_city", Matched),
            card_cells=rows(con, "card_cells", MatchedCell),
            dossiers_by_district=rows(con, "dossiers_by_district", Punctual),
            dossiers_by_field=rows(con, "dossiers_by_field", Punctual),
            dossiers_by_day=rows(con, "dossiers_by_day", Punctual),
            dossier_cells=rows(con, "dossier_cells", PunctualCell),
            dictionary=rows(con, "dictionary", Explained),
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
