"""Making the marts of one business day, and asking whether their sums hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import takewhile
from pathlib import Path

import duckdb

from pipelines.contract import Contract, contract_of, feeds
from warehouse.history import identifiers
from warehouse.marts.told import tell_columns, tell_feeds, tell_rules
from warehouse.marts.words import Report, report
from warehouse.sql import literal, quoted, render, run_sql

FOLDER = Path(__file__).resolve().parent

REPORTS = (
    "coverage",
    "delivery_quality_day",
    "delivery_quality",
    "delivery_quality_rule",
    "insurance_sync",
    "dossier_on_time",
    "project06_scorecard",
    "dictionary",
)
"""Every mart, in the order they are made: a later one may read an earlier one."""

SMALLEST_CELL = 5
"""Cells of people below this are not published."""


def build_marts(con: duckdb.DuckDBPyConnection, day: date, reports: Sequence[str] = REPORTS) -> None:
    """Make `published.mart.<report>` as it stood at the end of `day`, for all reports or for some of them.

    Reads the warehouse, which is the connection's own catalog, and writes the attached catalog `published`. Deliveries
    of later business days count for nothing.
    """
    run_sql(con, "macros", folder=FOLDER)
    con.execute("CREATE SCHEMA IF NOT EXISTS published.mart")
    with _known(con, day):
        tell_rules(con)
        tell_feeds(con)
        tell_columns(con, [report(name) for name in REPORTS])
        for name in reports:
            _make(con, report(name), day)


def definition(name: str) -> str:
    """What a mart's figures are, as the head of its SQL says it."""
    head = takewhile(lambda line: line.startswith("--"), _select(name).splitlines())
    return "\n".join(line.removeprefix("--").removeprefix(" ") for line in head)


def broken_sums(con: duckdb.DuckDBPyConnection, catalog: str = "published") -> list[tuple[str, int]]:
    """The sums that do not hold in the marts of an attached publication, each with how often; empty when all hold."""
    names = {"catalog": quoted(catalog), "named": literal(catalog), "smallest": SMALLEST_CELL}
    rows = run_sql(con, "check", names, FOLDER).fetchall()
    return [(str(invariant), int(violations)) for invariant, violations in rows]


@contextmanager
def _known(con: duckdb.DuckDBPyConnection, day: date) -> Iterator[None]:
    """The views `known_<feed>`: history as it was known from deliveries of business days up to `day`."""
    views = {feed: quoted(f"known_{contract_of(feed).table}") for feed in feeds()}
    for feed, view in views.items():
        _know(con, contract_of(feed), view, day)
    try:
        yield
    finally:
        for view in views.values():
            con.execute(f"DROP VIEW temp.{view}")


def _know(con: duckdb.DuckDBPyConnection, contract: Contract, view: str, day: date) -> None:
    names = identifiers(contract) | {"known": view, "day": day.isoformat()}
    run_sql(con, f"known_{contract.kind}", names, FOLDER)


def _select(name: str) -> str:
    facts = {"figures": literal(str(FOLDER / "stated_figures.csv")), "smallest": SMALLEST_CELL}
    return render(name, facts, FOLDER)


def _make(con: duckdb.DuckDBPyConnection, made: Report, day: date) -> None:
    table = f"published.mart.{quoted(made.name)}"
    typed = ", ".join(f"{quoted(column.name)} {column.type}" for column in made.columns)
    con.execute(f"CREATE TABLE {table} ({typed})")
    select = _select(made.name)
    con.execute(f"INSERT INTO {table} BY NAME {select}", {"day": day} if "$day" in select else None)
    for column in made.columns:
        told = literal(f"{column.name_vi}: {column.meaning}")
        con.execute(f"COMMENT ON COLUMN {table}.{quoted(column.name)} IS {told}")
