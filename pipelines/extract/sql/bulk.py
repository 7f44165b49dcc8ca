"""PostgreSQL in bulk: COPY into Arrow by ADBC, several times the rows per second of a cursor, in a few hundred MB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import adbc_driver_postgresql.dbapi
import pyarrow as pa
import sqlalchemy as sa
from adbc_driver_manager import AdbcStatusCode
from sqlalchemy.dialects import postgresql

from pipelines.extract.sql.parquet import text_writer
from pipelines.extract.sql.table import Described, Query

Error = adbc_driver_postgresql.dbapi.Error

_SESSION = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",  # the count and the records are of one moment
    "SET LOCAL datestyle = 'ISO, YMD'",  # a date as text means the same whatever the server's habit
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL statement_timeout = '1h'",
)


def copy_bulk(address: sa.URL, described: Described, day: date, target: Path) -> tuple[int, int]:
    """Write the records of a day to a Parquet file.

    Returns:
        How many records the database counted, and how many came.

    Raises:
        bulk.Error: the database fails.
    """
    uri = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with adbc_driver_postgresql.dbapi.connect(uri) as connection, connection.cursor() as cursor:
        for statement in _SESSION:
            cursor.execute(statement)
        cursor.execute(_statement(described.count(day)))
        announced = int(cursor.fetchone()[0])
        cursor.execute(_statement(described.extract(day)))
        with text_writer(target, described.present) as writer:
            for batch in _batches(cursor.fetch_record_batch()):
                writer.write(batch.columns)
    return announced, writer.rows


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches as they come. What breaks here is the database, told by Arrow as if a file of ours had broken."""
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except (OSError, pa.ArrowException):  # its text repeats the server's, which may quote a record
            raise adbc_driver_postgresql.dbapi.OperationalError(
                "the records broke off", status_code=AdbcStatusCode.IO
            ) from None
        yield batch


def _statement(query: Query) -> str:
    # COPY takes no parameters; the only value written into the statement is the business day
    dialect = postgresql.psycopg.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # ships without types
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
