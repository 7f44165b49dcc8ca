"""What a load writes down besides records, and what must hold before it is committed."""

from __future__ import annotations

import duckdb

from pipelines.errors import EngineFailure
from pipelines.load.model import Decision
from warehouse.sql import run_sql


class BrokenInvariant(EngineFailure):
    """A load would have lost or doubled something; it was rolled back."""

    code = "load.invariant"


def keep(con: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    """Write a person's decision down among the tries, in the transaction that carries it out."""
    con.execute(
        "INSERT INTO ops.attempt (attempted_at, run_id, step, feed, supplier, business_day, delivery_id, outcome, "
        "because, decided_by) SELECT this_run.instant, this_run.run_id, 'decision', feed, supplier, business_day, "
        "delivery_id, ?, ?, ? FROM ops.delivery CROSS JOIN this_run WHERE delivery_id = ?",
        [decision.verb, decision.because, decision.who, decision.delivery_id],
    )


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
