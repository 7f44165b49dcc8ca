"""Opening the build file: one writer, always at the newest shape, with the tables its contracts ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.crash_points import crash_point
from pipelines.settings import Settings
from warehouse.damage import NotOurs, opening, working_with
from warehouse.history import create_history_tables
from warehouse.lock import held
from warehouse.migrate import applied, migrate, newest
from warehouse.presence import assert_not_gone
from warehouse.session import session
from warehouse.shape import OtherShape, assert_shape
from warehouse.sql import run_sql


@contextmanager
def open_writer(
    settings: Settings,
    holder: str,
    at: datetime,
    *,
    wait_seconds: float = 3600,
    tell: Callable[[str], None] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one connection that may read and write the build file; made and migrated when needed.

    Raises:
        WarehouseHeld: another process held it for `wait_seconds`.
        OtherShape: its history has the columns of other contracts than the project's.
        NotOurs: it is damaged.
        Gone: there was one, and it is not there any more.
    """
    assert_not_gone(settings)
    with holding(settings, holder, at, wait_seconds=wait_seconds, tell=tell):
        connection = connect(settings, settings.warehouse_file)
        try:
            with working_with(settings.warehouse_file):
                yield connection
        finally:
            connection.close()


@contextmanager
def holding(
    settings: Settings,
    holder: str,
    at: datetime,
    *,
    wait_seconds: float = 3600,
    tell: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """The writer's lock alone, for work that opens, closes or replaces the build file itself.

    Raises:
        WarehouseHeld: another process held it for `wait_seconds`.
    """
    path = settings.warehouse_file
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with held(path.with_suffix(".lock"), holder, at, wait_seconds=wait_seconds, tell=tell):
        yield


@contextmanager
def open_reader(
    settings: Settings,
    holder: str,
    at: datetime,
    *,
    wait_seconds: float = 3600,
    tell: Callable[[str], None] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can only read a build file that is there; it waits for the writer as a writer does.

    Raises:
        WarehouseHeld: another process held it for `wait_seconds`.
        NotOurs: it is damaged.
    """
    path = settings.warehouse_file
    with held(path.with_suffix(".lock"), holder, at, wait_seconds=wait_seconds, tell=tell):
        with opening(path):
            connection = session(settings, path, read_only=True)
        try:
            with working_with(path):
                yield connection
        finally:
            connection.close()


def _opened(settings: Settings, path: Path) -> duckdb.DuckDBPyConnection:
    with opening(path):
        connection = session(settings, path)
    if (found := applied(connection)) and found > newest():
        connection.close()
        raise NotOurs(
            f"The warehouse has the shape {found}, newer than the {newest()} of this program.",
            where=str(path),
            next_step="Install the version of the project that made it.",
        )
    return connection


def connect(settings: Settings, path: Path, *, any_shape: bool = False) -> duckdb.DuckDBPyConnection:
    """A warehouse file at the newest shape, made where there is none; the caller holds the lock of what it opens.

    Raises:
        OtherShape: its history has the columns of other contracts than the project's, unless `any_shape` will do.
    """
    path.parent.chmod(0o700)  # DuckDB's log beside the file is as open as the umask lets it be
    connection = _opened(settings, path)
    path.chmod(0o600)
    if migrated := applied(connection) != newest():
        connection.close()
        migrate(path)
        crash_point("warehouse: migrated, no views yet")
        connection = session(settings, path)
    with _transaction(connection):
        if not connection.execute("SELECT 1 FROM duckdb_views() WHERE schema_name = 'ops'").fetchone() or migrated:
            run_sql(connection, "views")
        create_history_tables(connection)
        crash_point("warehouse: tables made, before COMMIT")
    if not any_shape:
        try:
            assert_shape(connection)
        except OtherShape:
            connection.close()
            raise
    return connection


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
