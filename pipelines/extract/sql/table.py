"""The table a layout asks for, as the database really has it, and the queries that read it.

Every column is read as text, the way the database writes it: landing keeps what the source says, whatever type it
gives a column today, and an all-NULL column keeps its type.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from pipelines.contract import Layout
from pipelines.extract.failures import SupplierFailure
from pipelines.extract.options import Options

Query = sa.Select[*tuple[Any, ...]]
"""A query for columns a layout names, which no type can know."""


@dataclass(frozen=True)
class TableLayout:
    """How a supplier's table is asked.

    Attributes:
        schema: the schema it lies in, None for the default one.
        table: table or view.
        day_column: for a `dated` source the column that says which extract a row belongs to; None otherwise.
        day_format: how a day is written in it where it is no date.
        order_by: the source columns of the key: the order of the landed records.
        columns: the source columns the layout's mapping needs.
    """

    schema: str | None
    table: str
    day_column: str | None
    day_format: str
    order_by: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """The table's name with its schema."""
        return f"{self.schema}.{self.table}" if self.schema else self.table


def table_layout(layout: Layout) -> TableLayout:
    """The facts a layout gives.

    Raises:
        WrongSettings: one is missing, of the wrong shape, or contradicts what the source gives.
    """
    options = Options(layout)
    day_column = options.optional("day_column")
    if (layout.gives == "dated") != (day_column is not None):
        raise options.wrong("day_column", "is for a source that gives dated extracts, and for no other")
    return TableLayout(
        schema=options.optional("schema"),
        table=options.text("table"),
        day_column=day_column,
        day_format=options.text("day_format", "%Y-%m-%d"),
        order_by=options.texts("order_by"),
        columns=layout.sources,
    )


@dataclass(frozen=True)
class Described:
    """A table as the database has it.

    Attributes:
        layout: what was asked for.
        table: its columns with their types.
        present: the columns of the layout it has, in the layout's order.
        absent: those it lacks.
    """

    layout: TableLayout
    table: sa.Table
    present: tuple[str, ...]
    absent: tuple[str, ...]

    def extract(self, day: date) -> Query:
        """The query for the records of a day, each column as text, in key order."""
        columns: list[sa.ColumnElement[Any]] = [
            sa.cast(self.table.c[name], sa.Text).label(name) for name in self.present
        ]
        order = [self.table.c[name] for name in self.layout.order_by if name in self.table.c]
        return self._of_day(sa.select(*columns), day).order_by(*order)

    def count(self, day: date) -> Query:
        """The query for how many records a day has."""
        return self._of_day(sa.select(sa.func.count().label("announced")).select_from(self.table), day)

    def _of_day(self, query: Query, day: date) -> sa.Select[Any]:
        if self.layout.day_column is None:
            return query
        column = self.table.c[self.layout.day_column]
        is_date = isinstance(column.type, sa.Date)
        return query.where(column == (day if is_date else day.strftime(self.layout.day_format)))


def describe(supplier: str, connection: sa.Connection, layout: TableLayout) -> Described:
    """The table as it is now.

    Raises:
        SupplierFailure: it is not there, or without the columns no extract can be asked for.
        sqlalchemy.exc.SQLAlchemyError: the database fails.
    """
    try:
        found = sa.inspect(connection).get_columns(layout.table, schema=layout.schema)
    except sa.exc.NoSuchTableError:
        found = []
    if not found:
        raise SupplierFailure(
            f"{supplier} has no table {layout.name} that we may see.",
            next_step=f"Ask {supplier} whether it was renamed, or whether our account lost its right to read it.",
        )
    columns = (sa.Column(column["name"], column["type"]) for column in found)
    table = sa.Table(layout.table, sa.MetaData(), *columns, schema=layout.schema)
    present = tuple(name for name in layout.columns if name in table.c)
    if not present or (layout.day_column is not None and layout.day_column not in table.c):
        lacking = "none of the columns of its layout" if not present else f"no column {layout.day_column}"
        raise SupplierFailure(
            f"The table {layout.name} of {supplier} has {lacking}, so no extract can be asked for.",
            next_step=f"Ask {supplier} whether it changed the table, then correct the layout.",
        )
    return Described(layout, table, present, tuple(name for name in layout.columns if name not in table.c))
