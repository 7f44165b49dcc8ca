"""The reference tables, made again only when a fact changed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import duckdb

from pipelines.crash_points import crash_point
from warehouse.sql import literal, quoted, run_sql

FOLDER = Path(__file__).resolve().parent

TABLES = (
    "agency",
    "bottleneck",
    "calendar",
    "campaign",
    "citizen_prefix",
    "dossier_status",
    "facility",
    "insurance_group",
    "insurance_object",
    "place",
    "place_change",
    "place_map",
    "place_on_map",
    "procedure",
    "supplier",
)
"""Every table of the schema `reference`."""


@cache
def fingerprint() -> str:
    """A hash of all facts and of the statements that make tables of them."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.csv"), *FOLDER.glob("*.sql")]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build(con: duckdb.DuckDBPyConnection) -> bool:
    """Bring the schema `reference` to the facts of this version of the project.

    Returns:
        Whether anything had to be written.
    """
    if _built(con) == fingerprint():
        return False
    con.execute("BEGIN")
    try:
        run_sql(con, "build", {"folder": str(FOLDER).replace("'", "''")}, FOLDER)
        con.execute("CREATE OR REPLACE TABLE reference.fingerprint AS SELECT ? AS sha256", [fingerprint()])
        crash_point("reference: before COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")
    crash_point("reference: after COMMIT")
    return True


def export(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write each reference table as `<folder>/<table>.parquet`, for stages that do not open the warehouse."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for table in TABLES:
        con.execute(f"COPY reference.{quoted(table)} TO {literal(str(folder / f'{table}.parquet'))} (FORMAT parquet)")


def _built(con: duckdb.DuckDBPyConnection) -> str | None:
    known = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() "
        "AND schema_name = 'reference' AND table_name = 'fingerprint'"
    ).fetchone()
    if not known or not known[0]:
        return None
    row = con.execute("SELECT sha256 FROM reference.fingerprint").fetchone()
    return None if row is None else str(row[0])
