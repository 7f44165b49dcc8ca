"""What the marts must know that no table of the warehouse holds: rules, feeds and the meaning of columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import duckdb

from expectations.rules import delivery_rules, record_rules
from pipelines.contract import Contract, contract_of, feeds
from pipelines.contract.model import PublishAs
from pipelines.publish.core import PublishedColumn, published_columns, technical_columns
from warehouse.history import identifiers
from warehouse.marts.units import unit_of
from warehouse.marts.words import MartColumn, Report, history_columns

Row = Sequence[object]

_SHOWN: dict[PublishAs, str] = {
    "person_key": "a pseudonym of the person, the same in all tables",
    "keyed_hash": "a pseudonym",
    "year": "its year only",
}


def tell_rules(con: duckdb.DuckDBPyConnection) -> None:
    """The temp table `known_rule`: every rule with its reasons; `feed` is empty for rules about whole deliveries."""
    rows: list[Row] = [
        (feed, rule.rule_id, rule.reason_vi, rule.reason_en)
        for feed in feeds()
        for rule in record_rules(contract_of(feed))
    ]
    # a delivery rule's English sentence is made of the delivery's own numbers and stands in the ledger
    rows += [(None, rule.rule_id, rule.reason_vi, None) for rule in delivery_rules()]
    _hand_over(con, "known_rule", "feed VARCHAR, rule_id VARCHAR, reason_vi VARCHAR, reason_en VARCHAR", rows)


def tell_columns(con: duckdb.DuckDBPyConnection, reports: Iterable[Report]) -> None:
    """The temp table `known_column`: every column of the marts and of the published history, with its meaning."""
    columns = (
        "schema_name VARCHAR, table_name VARCHAR, position INTEGER, column_name VARCHAR, type VARCHAR, "
        "name_vi VARCHAR, meaning VARCHAR, unit VARCHAR, classification VARCHAR, feed VARCHAR, rules VARCHAR"
    )
    rows = [row for one in reports for row in _of_mart(one)]
    rows += [row for feed in feeds() for row in _of_history(contract_of(feed))]
    _hand_over(con, "known_column", columns, rows)


def _of_mart(made: Report) -> Iterator[Row]:
    feed = None if made.has_feed_by_row else ", ".join(made.feeds) or None
    for position, column in enumerate(made.columns):
        yield _row("mart", made.name, position, column, "public", feed)


def _of_history(contract: Contract) -> Iterator[Row]:
    shown, rules = published_columns(contract), _rules_by_column(contract)
    for position, one in enumerate(shown):
        column = MartColumn(one.name, one.type, one.column.business_name, _meaning(one))
        obeys = ", ".join(rules.get(one.column.name, ())) or None
        yield _row("history", contract.table, position, column, _classification(one), contract.feed, obeys)
    beside = history_columns(technical_columns(contract), str(identifiers(contract)["instant"]))
    for position, column in enumerate(beside, start=len(shown)):
        yield _row("history", contract.table, position, column, "public", contract.feed)


def _classification(one: PublishedColumn) -> str:
    """A pseudonym names nobody and still is personal data."""
    return "personal" if one.column.classification == "identifier" else one.column.classification


def _meaning(one: PublishedColumn) -> str:
    shown = _SHOWN.get(one.column.publish_as)
    return f"{one.column.description}; {shown}" if shown else one.column.description


def _rules_by_column(contract: Contract) -> dict[str, list[str]]:
    """The rules of a feed's records by the column their names begin with."""
    found: dict[str, list[str]] = {}
    for rule in record_rules(contract):
        found.setdefault(rule.rule_id.partition(".")[0], []).append(rule.rule_id)
    return found


def _row(
    schema: str,
    table: str,
    position: int,
    column: MartColumn,
    classification: str,
    feed: str | None,
    rules: str | None = None,
) -> Row:
    unit = unit_of(table, column.name, column.type)
    told = (column.name, column.type, column.name_vi, column.meaning, unit, classification, feed, rules)
    return schema, table, position, *told


def _hand_over(con: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[Row]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    lists = [list(values) for values in zip(*rows, strict=True)]
    con.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(lists))}", lists)
