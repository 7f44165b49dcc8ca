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
from warehouse.marts import reconciliation
from warehouse.marts.reconciliation import Findings, Rule
from warehouse.marts.told import tell_columns, tell_rules
from warehouse.marts.words import Report, Withheld, report
from warehouse.sql import literal, quoted, render, run_sql

FOLDER = Path(__file__).resolve().parent
CHECKS = FOLDER / "checks"
CHECKED = (
    "campaign", "communes", "deliveries", "dictionary", "dossiers", "insurance", "people", "procedures",
    "reconciliation", "scorecard",
)  # fmt: skip
"""The files of sums, each named: one that is not there is an error, and not a sum that holds."""

REPORTS = (
    "coverage",
    "delivery_quality_day",
    "delivery_quality",
    "delivery_quality_rule",
    "insurance_sync",
    "citizens_by_commune",
    "dossier_on_time",
    "dossier_channel",
    "digital_signature",
    "facility_lookup",
    "procedure_catalogue",
    "satisfaction",
    "reform_index",
    "portal_difference",
    "id_application",
    "eid_account",
    "welfare_account",
    "welfare_exempt",
    "welfare_time",
    "procedure_day",
    "campaign",
    "reconciliation",
    "project06_scorecard",
    "scorecard_day",
    "dictionary",
)
"""Every mart, in the order they are made: a later one may read an earlier one."""

SMALLEST_CELL = 5
"""Cells of people below this are not published."""

TREND_DAYS = 90
"""Over how many days a figure is told: a quarter, so that the 60 days of the campaign are seen with what was before."""


def build_marts(con: duckdb.DuckDBPyConnection, day: date, reports: Sequence[str] = REPORTS) -> None:
    """Make `published.mart.<report>` as it stood at the end of `day`, for all reports or for some of them.

    Reads the warehouse, which is the connection's own catalog, and writes the attached catalog `published`. Deliveries
    of later business days count for nothing.
    """
    run_sql(con, "macros", folder=FOLDER)
    con.execute("CREATE SCHEMA IF NOT EXISTS published.mart")
    with _known(con, day):
        tell_rules(con)
        tell_columns(con, [report(name) for name in REPORTS])
        for name in reports:
            _make(con, report(name), day)


def facts() -> dict[str, object]:
    """What the SQL of a mart may be filled in with."""
    stated = literal(str(FOLDER / "stated_figures.csv"))
    return {"figures": stated, "smallest": SMALLEST_CELL, "trend_days": TREND_DAYS, **reconciliation.facts()}


def definition(name: str) -> str:
    """What a mart's figures are, as the head of its SQL says it."""
    head = takewhile(lambda line: line.startswith("--"), _select(name).splitlines())
    return "\n".join(line.removeprefix("--").removeprefix(" ") for line in head)


def findings(con: duckdb.DuckDBPyConnection, rule: Rule, day: date) -> Findings:
    """The findings of a rule of reconciliation at the end of `day`, which name citizens."""
    run_sql(con, "macros", folder=FOLDER)
    with _known(con, day):
        return reconciliation.findings(con, rule, day)


def broken_sums(con: duckdb.DuckDBPyConnection, catalog: str = "published") -> list[tuple[str, int]]:
    """The sums that do not hold in the marts of an attached publication, each with how often; empty when all hold."""
    names = {"catalog": quoted(catalog), "named": literal(catalog), "smallest": SMALLEST_CELL}
    rows = [row for name in CHECKED for row in run_sql(con, name, names, CHECKS).fetchall()]
    return sorted((str(invariant), int(violations)) for invariant, violations in rows if violations)


@contextmanager
def _known(con: duckdb.DuckDBPyConnection, day: date) -> Iterator[None]:
    """The views `known_<feed>`: history as it was known from deliveries of business days up to `day`."""
    contracts = [contract_of(feed) for feed in feeds()]
    for contract in contracts:
        _know(con, contract, day)
    try:
        yield
    finally:
        for contract in contracts:
            con.execute(f"DROP VIEW temp.{_named('known', contract)}")
            if contract.is_handed_on:
                con.execute(f"DROP VIEW temp.{_named('told', contract)}")
                con.execute(f"DROP TABLE temp.{_named('passed', contract)}")


def _know(con: duckdb.DuckDBPyConnection, contract: Contract, day: date) -> None:
    known = _named("known", contract)
    told = _named("told", contract) if contract.is_handed_on else known
    names = identifiers(contract) | {"day": day.isoformat()}
    run_sql(con, f"known_{contract.kind}", names | {"known": told}, FOLDER)
    if contract.is_handed_on:
        passed = _named("passed", contract)
        run_sql(con, "known_handed_on", names | {"known": known, "told": told, "passed": passed}, FOLDER)


def _named(what: str, contract: Contract) -> str:
    return quoted(f"{what}_{contract.table}")


def _select(name: str) -> str:
    return render(name, facts(), FOLDER)


def _make(con: duckdb.DuckDBPyConnection, made: Report, day: date) -> None:
    table = f"published.mart.{quoted(made.name)}"
    typed = ", ".join(f"{quoted(column.name)} {column.type}" for column in made.columns)
    con.execute(f"CREATE TABLE {table} ({typed})")
    select = _select(made.name)
    given = {"day": day} if "$day" in select else None
    if made.withheld:
        con.execute(f"CREATE OR REPLACE TEMP TABLE counted AS {select}", given)
        select, given = _withholding(made, made.withheld), None
    con.execute(f"INSERT INTO {table} BY NAME {select}", given)
    con.execute("DROP TABLE IF EXISTS temp.counted")
    for column in made.columns:
        told = literal(f"{column.name_vi}: {column.meaning}")
        con.execute(f"COMMENT ON COLUMN {table}.{quoted(column.name)} IS {told}")


def _withholding(made: Report, withheld: Withheld) -> str:
    emptied = {*withheld.figures, "is_suppressed"}
    names = {
        "rows_by": quoted(withheld.row),
        "columns_by": quoted(withheld.column) if withheld.column else literal("all"),
        "parts": [quoted(name) for name in withheld.parts],
        "figures": [quoted(name) for name in withheld.figures],
        "shown": [quoted(column.name) for column in made.columns if column.name not in emptied],
        "least": 0 if withheld.zero_tells else 1,
        "smallest": SMALLEST_CELL,
        "total_is_shown": "true" if withheld.total_is_shown else "false",
    }
    return render("withhold", names, FOLDER)
