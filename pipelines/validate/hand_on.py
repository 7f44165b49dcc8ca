"""What the load takes over: the tables `delivery`, `good`, `quarantined` and `warnings`, checked against each other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import duckdb

from pipelines.validate.failures import DoesNotAddUp
from pipelines.validate.names import FOLDER, Names, columns_of
from warehouse.sql import literal, quoted, render


def hand_on(con: duckdb.DuckDBPyConnection, names: Names, rules_asked: int, at: datetime) -> None:
    """Make the tables of the loading stage from faults and refusals.

    Raises:
        DoesNotAddUp: a record would be lost or counted twice.
    """
    statements = render("hand_on", names.sql(), FOLDER)
    line, _, rest = statements.partition(";")
    con.execute(line, {"at": at, "rules_asked": rules_asked})
    con.execute(rest)
    layouts = con.execute("SELECT DISTINCT layout FROM delivery WHERE state = 'good' ORDER BY layout").fetchall()
    for (layout,) in layouts:
        _keep_whole(con, names, layout)
    _assert_counts(con, names)


def _keep_whole(con: duckdb.DuckDBPyConnection, names: Names, layout: str) -> None:
    raw = f"raw_{layout}"
    sources = _without_place(columns_of(con, raw))
    if sources:
        payload = ", ".join(f"{quoted(name)} := source.{quoted(name)}" for name in sources)
        names.run(con, "quarantine", raw=quoted(raw), layout=literal(layout), payload=payload)


def _without_place(columns: Collection[str]) -> list[str]:
    return [name for name in columns if name not in ("delivery_id", "position")]


def _assert_counts(con: duckdb.DuckDBPyConnection, names: Names) -> None:
    broken = names.run(con, "add_up").fetchall()
    if broken:
        raise DoesNotAddUp(
            f"{names.contract.feed} does not add up: "
            + "; ".join(f"{invariant} of delivery {delivery_id}" for delivery_id, invariant in broken[:5])
            + ".",
            where=names.contract.feed,
            next_step="Nothing was loaded. Keep the staging folder of this run and report it.",
        )
