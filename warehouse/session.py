"""A DuckDB connection as every part of the project uses it: bounded memory and threads, UTC, nothing installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from uuid import uuid4

import duckdb

from pipelines.processes import is_alive
from pipelines.settings import Settings


def session(settings: Settings, path: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to the database at `path`, or to one in memory."""
    config = settings.duckdb_config() | {"temp_directory": str(_spill(settings))}
    connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=config)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _spill(settings: Settings) -> Path:
    """A name for what does not fit into memory, of this connection alone; what dead processes left there is removed.

    DuckDB numbers its files from 0 in each connection: two that share a folder write over each other and break. It
    makes the folder when it needs it, and removes it when the connection is closed.
    """
    folder = settings.staging / "spill"
    for made in (settings.staging, folder):  # a mode counts for the last folder of a path alone
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        if not is_alive(left.name.partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    return folder / f"{os.getpid()}-{uuid4().hex}"
