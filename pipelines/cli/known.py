"""Days and suppliers a person names, held against what the publication or warehouse knows of."""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.cli.statements import statement
from pipelines.errors import UsageFailure


def refuse_unknown_day(con: duckdb.DuckDBPyConnection, on: date) -> None:
    """Only a day on which something was due, came or was settled can be told of.

    Raises:
        UsageFailure: it is none of them.
    """
    days = _days(con)
    if on not in days:
        raise _unknown(on, days)


def refuse_day_to_come(con: duckdb.DuckDBPyConnection, on: date) -> None:
    """What stands on a day is known up to the newest one, on those between as well.

    Raises:
        UsageFailure: it is after the newest day, or no day is known.
    """
    days = _days(con)
    if not days or on > days[-1]:
        raise _unknown(on, days)


def refuse_unknown_supplier(con: duckdb.DuckDBPyConnection, supplier: str | None) -> None:
    """A supplier, when one is named, is one from whom something was due or came.

    Raises:
        UsageFailure: it is not.
    """
    known = [row[0] for row in con.execute(statement("known_suppliers")).fetchall()]
    if supplier is not None and supplier not in known:
        raise UsageFailure(
            f"Nothing was ever due from '{supplier}'.", next_step=f"Suppliers are: {', '.join(known) or 'none yet'}."
        )


def _days(con: duckdb.DuckDBPyConnection) -> list[date]:
    return [row[0] for row in con.execute(statement("known_days")).fetchall()]


def _unknown(on: date, days: list[date]) -> UsageFailure:
    return UsageFailure(
        f"Nothing is known of {on} yet.",
        next_step=f"Business days are known from {days[0]} to {days[-1]}." if days else "No day was loaded yet.",
    )
