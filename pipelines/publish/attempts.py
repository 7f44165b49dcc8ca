"""What the ledger keeps of publishing: every try, and every decision of a person."""

from __future__ import annotations

from datetime import date, datetime

import duckdb

from pipelines.settings import Settings
from warehouse.connection import open_writer


def failed_last(con: duckdb.DuckDBPyConnection) -> str | None:
    """Why the last attempt to publish failed; None when it did not, or there was none."""
    row = con.execute(
        "SELECT outcome, because FROM ops.attempt WHERE step = 'publish' ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    return str(row[1]) if row and row[0] == "failed" else None


def write_attempt(
    settings: Settings,
    at: datetime,
    run_id: str,
    outcome: str,
    *,
    day: date | None = None,
    because: str | None = None,
    decided_by: str | None = None,
) -> None:
    """One line of `ops.attempt` with the step `publish`.

    Outcomes: `published`, `unchanged`, `waiting` (no day is settled by all areas), `failed`, `went back`.
    """
    with open_writer(settings, "note about a publication", at) as con:
        con.execute(
            "INSERT INTO ops.attempt (attempted_at, run_id, step, business_day, outcome, because, decided_by) "
            "VALUES (?, ?, 'publish', ?, ?, ?, ?)",
            [at, run_id, day, outcome, because, decided_by],
        )
