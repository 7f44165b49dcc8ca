"""The tables reading leaves in the scratch database, and how records get there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.contract import Layout
from pipelines.land.manifest import Manifest
from warehouse.sql import quoted

SQL = Path(__file__).resolve().parent / "sql"

_UNREADABLE = pa.schema([("position", pa.int64()), ("column_name", pa.string()), ("reason", pa.string())])


@dataclass(frozen=True)
class Part:
    """What a piece of a file holds.

    Attributes:
        position: where each record stands.
        columns: their texts, by the layout's source titles.
        unreadable: `position`, `column_name` and `reason` of what is no record; None when all is.
    """

    position: pa.Array
    columns: Mapping[str, pa.Array]
    unreadable: pa.Table | None = None


def raw_table(layout: Layout) -> str:
    """The quoted name of the table with a layout's records: `delivery_id`, `position` and one text per source title."""
    return quoted(f"raw_{layout.name}")


def create(con: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Make the tables that are not there yet."""
    columns = ", ".join(f"{quoted(source)} VARCHAR" for source in layout.sources)
    con.execute(
        f"CREATE TABLE IF NOT EXISTS {raw_table(layout)} (delivery_id VARCHAR, position BIGINT, {columns});"
        "CREATE TABLE IF NOT EXISTS unreadable "
        "(delivery_id VARCHAR, position BIGINT, column_name VARCHAR, reason VARCHAR);"
        "CREATE TABLE IF NOT EXISTS reading (delivery_id VARCHAR, received BIGINT, refused_because VARCHAR);"
    )


def forget(con: duckdb.DuckDBPyConnection, layout: Layout, delivery_id: str) -> None:
    """Take out what was read of a delivery in an earlier try, which left its line in `reading` if it left anything."""
    if not con.execute("SELECT 1 FROM reading WHERE delivery_id = ?", [delivery_id]).fetchone():
        return
    for table in (raw_table(layout), "unreadable", "reading"):
        con.execute(f"DELETE FROM {table} WHERE delivery_id = ?", [delivery_id])


def take(con: duckdb.DuckDBPyConnection, layout: Layout, manifest: Manifest, parts: Iterable[Part]) -> None:
    """Enter the parts of a file in one statement, which draws one after the other: many statements cost twice as much.

    While they are drawn `con` is busy; who makes them asks another cursor.

    Raises:
        Exception: whatever making the parts raised.
    """
    unreadable: list[pa.Table] = []
    trouble: list[BaseException] = []
    schema = pa.schema([("c0", pa.int64()), *((f"c{n}", pa.string()) for n in range(1, len(layout.sources) + 1))])

    def drawn() -> Iterator[pa.RecordBatch]:
        try:
            for part in parts:
                if part.unreadable is not None:
                    unreadable.append(part.unreadable)
                arrays = [part.position, *(part.columns[source] for source in layout.sources)]
                yield pa.record_batch(arrays, schema)
        except BaseException as reason:  # on the way through Arrow it would become a text
            trouble.append(reason)

    names = ", ".join(f"c{n} AS {quoted(source)}" for n, source in enumerate(layout.sources, 1))
    over(
        con,
        pa.RecordBatchReader.from_batches(schema, drawn()),
        f"INSERT INTO {raw_table(layout)} BY NAME SELECT $id AS delivery_id, c0 AS position, {names} FROM arrived",
        {"id": manifest.delivery_id},
    )
    if trouble:
        raise trouble[0]
    bad = pa.concat_tables([table.cast(_UNREADABLE) for table in unreadable]) if unreadable else None
    if bad is not None:
        over(con, bad, "INSERT INTO unreadable SELECT $id, * FROM arrived", {"id": manifest.delivery_id})


def over(
    con: duckdb.DuckDBPyConnection,
    arrived: pa.Table | pa.RecordBatchReader,
    statement: str,
    facts: Mapping[str, object] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Run a statement over Arrow data, which it calls `arrived`: DuckDB finds it by that name in this function.

    Registered under a name, or in a temporary table, it would stay in memory to the end of the reader's transaction.
    """
    return con.execute(statement, facts or {})
