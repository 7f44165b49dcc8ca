"""What must hold before a load is committed."""

from __future__ import annotations

import duckdb

from pipelines.errors import EngineFailure
from warehouse.sql import run_sql


class BrokenInvariant(EngineFailure):
    """A load would have lost or doubled something; it was rolled back."""

    code = "load.invariant"


def assert_invariants(con: duckdb.DuckDBPyConnection, names: dict[str, object]) -> None:
    """Every record of the entering deliveries is counted once, and every touched key has one version at a time.

    Raises:
        BrokenInvariant: it is not so.
    """
    broken = run_sql(con, "load/invariants", names).fetchall()
    if broken:
        what = "; ".join(f"{invariant}: {violations}" for invariant, violations in broken)
        raise BrokenInvariant(
            f"The load of {names['feed']} was rolled back, because it does not add up: {what}.",
            where=str(names["feed"]),
            next_step="Nothing was changed. Keep the staging folder of this run and report it.",
        )
