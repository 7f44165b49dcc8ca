"""Bring `ops` and `quarantine` to the newest shape."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.crash_points import crash_point

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def newest() -> str:
    """The name of the newest migration, from the file names alone (Alembic is only imported when it has work)."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).split("_")[0]


def applied(con: duckdb.DuckDBPyConnection) -> str | None:
    """The migration a warehouse has, or None when it is new."""
    known = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'ops' AND table_name = 'migration'"
    ).fetchone()
    if not known or not known[0]:
        return None
    row = con.execute("SELECT version_num FROM ops.migration").fetchone()
    return None if row is None else str(row[0])


def migrate(path: Path) -> None:
    """Apply what is missing to the warehouse at `path`, which nobody may hold open."""
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config
    from alembic.ddl.impl import DefaultImpl

    class DuckDBImpl(DefaultImpl):
        """Alembic knows no DuckDB; its default way is right for it."""

        __dialect__ = "duckdb"

    engine = sa.create_engine(f"duckdb:///{path}", poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS ops"))
            connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS quarantine"))
            connection.commit()
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            crash_point("warehouse: migrated, before COMMIT")
            connection.commit()
    finally:
        engine.dispose()
