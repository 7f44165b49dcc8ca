"""The tables of suppliers that are databases, as the city keeps them until the suppliers are up."""

from __future__ import annotations

import duckdb

from simulator.facts import Wire, wires
from simulator.plan import Plan

_DAY = "ngay_trich"


def columns_of(wire: Wire, plan: Plan) -> tuple[str, ...]:
    """The columns of a table beside its day; the last is lacking where the fault `dropped_column` is asked for."""
    dropped = any(one.fault == "dropped_column" and one.feed == wire.feed for one in plan.requested())
    return wire.titles[:-1] if dropped else wire.titles


def keep_tables(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Write what each table shows on each day into the city: the day, then texts."""
    for wire in wires():
        if wire.transport != "sql" or not wire.titles:
            continue
        fields = ", ".join(f"fields[{n}] AS {title}" for n, title in enumerate(columns_of(wire, plan), 1))
        con.execute(
            f"CREATE TABLE city.{wire.place} AS SELECT business_day AS {_DAY}, {fields} FROM sent "
            "WHERE feed = $feed AND NOT EXISTS (FROM requested AS r WHERE r.feed = sent.feed "
            "AND r.day = sent.business_day AND (r.fault = 'missing' OR r.fault = 'half_register' AND sent.id % 2 = 0)) "
            "ORDER BY business_day, position",
            {"feed": wire.feed},
        )
