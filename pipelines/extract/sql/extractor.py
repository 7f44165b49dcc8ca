"""One business day of a table, in one consistent reading, landed as Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from pipelines.extract.failures import Inconsistent, NoData, SupplierFailure
from pipelines.extract.model import DayBrought
from pipelines.extract.patience import patient
from pipelines.extract.source import Source
from pipelines.extract.sql import bulk
from pipelines.extract.sql.address import address_of
from pipelines.extract.sql.failures import database_failure
from pipelines.extract.sql.stream import copy_rows
from pipelines.extract.sql.table import Described, TableLayout, describe, table_layout
from pipelines.extract.turn import turn
from pipelines.land import Content, identity_of_table, land, workspace
from pipelines.settings import Settings


@contextmanager
def open_sql(settings: Settings, source: Source) -> Iterator[Callable[[date, datetime], DayBrought]]:
    """A function that lands one day of a table, fetched at an instant.

    Raises:
        WrongSettings: address, secret or layout are not as they must be.
    """
    layout = table_layout(source.layout)
    address = address_of(source.supplier)
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    try:
        yield lambda day, at: _bring(settings, source, layout, engine, day, at)
    finally:
        engine.dispose()


def _bring(
    settings: Settings, source: Source, layout: TableLayout, engine: sa.Engine, day: date, at: datetime
) -> DayBrought:
    with turn(settings, source, day), workspace(settings) as room:
        target = room / "content.parquet"
        announced, described = patient(source.supplier)(_copy, source, layout, engine, day, target)
        if announced == 0 and layout.day_column is not None:
            raise NoData(
                f"{source.name} has no extract of {layout.name} for {day.isoformat()} yet.",
                next_step="The next night asks again.",
            )
        content = Content(target, "parquet", identity_of_table(settings, target))
        landed = land(settings, source.arrival(day, at, origin=layout.name, announced=announced), content)
    return DayBrought((landed.manifest.delivery_id,), notes=_notes(source, described))


def _copy(source: Source, layout: TableLayout, engine: sa.Engine, day: date, target: Path) -> tuple[int, Described]:
    try:
        with engine.connect() as connection:
            described = describe(source.name, connection, layout)
            if engine.dialect.name != "postgresql":
                announced, came = copy_rows(connection, described, day, target)
        if engine.dialect.name == "postgresql":
            announced, came = bulk.copy_bulk(engine.url, described, day, target)
    except (sa.exc.SQLAlchemyError, bulk.Error) as error:
        raise database_failure(source.name, f"reading {layout.name}", error) from None
    if announced != came:
        raise Inconsistent(
            f"{source.name} counted {announced:,} records in {layout.name}, but {came:,} came.",
            next_step=f"The next run asks again; if it stays so, tell {source.name}.",
        )
    return announced, described


def _notes(source: Source, described: Described) -> tuple[str, ...]:
    if not described.absent:
        return ()
    lacking = SupplierFailure(
        f"The table {described.layout.name} of {source.name} has no column {', '.join(described.absent)}; "
        "it was landed without.",
        next_step=f"Ask {source.name} whether it changed the table.",
    )
    return (lacking.sentence,)
