"""A DuckDB connection as every part of the project uses it: bounded memory and threads, UTC, nothing installed."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.settings import Settings


def session(settings: Settings, path: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to the database at `path`, or to one in memory."""
    for folder in (settings.staging, settings.staging / "spill"):  # a mode counts for the last folder of a path alone
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=settings.duckdb_config())
    connection.execute("SET TimeZone = 'UTC'")
    return connection
