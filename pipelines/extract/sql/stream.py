"""Any dialect SQLAlchemy knows, row by row: right for small and odd databases, several times dearer than bulk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from pipelines.extract.sql.parquet import text_writer
from pipelines.extract.sql.table import Described

_ROWS_AT_ONCE = 10_000


def copy_rows(connection: sa.Connection, described: Described, day: date, target: Path) -> tuple[int, int]:
    """Write the records of a day to a Parquet file.

    One statement gives records and their number: it is of one moment in every database, whatever its isolation.

    Returns:
        How many records the database counted, and how many came.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database fails.
    """
    query = described.extract(day).add_columns(sa.func.count().over().label("announced"))
    announced = 0
    with text_writer(target, described.present) as writer:
        result = connection.execution_options(stream_results=True).execute(query)
        for rows in result.partitions(_ROWS_AT_ONCE):
            *columns, counted = zip(*rows, strict=True)
            announced = counted[0]
            writer.write([pa.array(column, pa.string()) for column in columns])
    return announced, writer.rows
