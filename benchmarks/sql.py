"""The bare side: a connection like every other of the project, and statements that stand in `bare/` as they run."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.model import Place
from warehouse.session import session

BARE = Path(__file__).resolve().parent / "bare"


def scratch(place: Place, copy_of: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to a database of one's own, new or a copy."""
    path = place.room / "scratch.duckdb"
    if copy_of is not None:
        path.write_bytes(copy_of.read_bytes())
    return session(place.own, path)


def run_bare(con: duckdb.DuckDBPyConnection, name: str, **variables: object) -> None:
    """Run `bare/<name>.sql`, whose statements find their arguments with `getvariable`."""
    for variable, value in variables.items():
        con.execute(f"SET VARIABLE {variable} = $value", {"value": value})
    con.execute((BARE / f"{name}.sql").read_text(encoding="utf-8"))


def count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    """How many rows a query gives."""
    row = con.execute(f"SELECT count(*) FROM ({query})").fetchone()
    return int(row[0]) if row else 0


def rows_of(con: duckdb.DuckDBPyConnection, query: str) -> str:
    """A fingerprint of the rows a query gives, whatever their order."""
    row = con.execute(f"SELECT count(*), coalesce(sum(hash(row)::HUGEINT), 0) FROM ({query}) AS row").fetchone()
    return "no rows" if row is None else f"{row[0]} rows {row[1]:x}"
