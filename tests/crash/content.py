"""What a home holds, without what tells of runs and of the clock: the same, however often a run had to begin again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.publish import current
from pipelines.settings import Settings

Content = dict[str, pa.Table]
"""The rows of each table as text, in their order."""

OF_RUNS = ("run_id", "made_at", "judged_at", "changed_at", "resolved_at", "resolved_by", "attempted_at", "settled_at")
OF_ORDER = ("inserted", "changed", "unchanged", "closed")
"""What a load did when it last changed content depends on what was loaded before it."""

LEFT_OUT = repr((*OF_RUNS, *OF_ORDER))

PSEUDONYMS = "person_key$|[^w]_hash$"
"""Made under a key that each home makes for itself."""

NOT_COMPARED = ("ops.attempt", "ops.settlement", "publication.about")
"""Tries and settlements are one line each; that of a run that died is one more."""


def content(settings: Settings) -> Content:
    """Every table of the warehouse and of the current publication."""
    publication = current(settings)
    files = {"warehouse": settings.warehouse_file}
    if publication is not None:
        files |= {"city": publication.city, "core": publication.core}
    return {f"{name}.{table}": rows for name, file in files.items() for table, rows in _tables(file).items()}


def differences(found: Content, expected: Content) -> list[str]:
    """The tables that are not as expected, each with how much."""
    told = [f"{table}: only on one side" for table in found.keys() ^ expected.keys()]
    for table in found.keys() & expected.keys():
        if not found[table].equals(expected[table]):
            rows, wanted = _rows(found[table]), _rows(expected[table])
            told.append(
                f"{table}: {len(wanted - rows)} rows lost, {len(rows - wanted)} too many, {len(found[table])} now"
            )
    return told


def _rows(table: pa.Table) -> set[tuple[object, ...]]:
    return {tuple(row.values()) for row in table.to_pylist()}


def doubled(settings: Settings) -> list[tuple[object, ...]]:
    """Lines of the ledger that stand there twice."""
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        lines = con.execute("SELECT delivery_id FROM ops.delivery GROUP BY ALL HAVING count(*) > 1").fetchall()
        versions = con.execute(
            "SELECT feed, supplier, business_day FROM ops.delivery WHERE state = 'loaded' GROUP BY ALL "
            "HAVING count(*) > 1"
        ).fetchall()
        tries = con.execute("SELECT * FROM ops.attempt GROUP BY ALL HAVING count(*) > 1").fetchall()
    return [*lines, *versions, *tries]


def tree(home: Path) -> set[str]:
    """Everything that lies in a home, but what the publications are called."""
    found = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() or path.is_symlink()}
    return {path for path in found if not path.startswith(("published/2", "staging/extract/slots/"))}


def _tables(file: Path) -> Content:
    with duckdb.connect(str(file), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        tables = con.execute("SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        found = {}
        for schema, table in tables:
            if f"{schema}.{table}" not in NOT_COMPARED:
                once = "DISTINCT" if table == "day_changed" else ""
                columns = f"COLUMNS(c -> c NOT IN {LEFT_OUT} AND NOT regexp_matches(c, '{PSEUDONYMS}'))::VARCHAR"
                found[f"{schema}.{table}"] = con.execute(
                    f'SELECT {once} {columns} FROM "{schema}"."{table}" ORDER BY ALL'
                ).to_arrow_table()
    return found
