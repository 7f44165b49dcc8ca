"""What is declared beside each mart of where its figures come from is what its SQL reads."""

from __future__ import annotations

import csv
import json
import string
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb
import pytest

from pipelines.contract import contract_of, feeds
from warehouse.marts import REPORTS, definition, report
from warehouse.marts.build import FOLDER, facts
from warehouse.sql import render

KNOWN = {f"known_{contract_of(feed).table}": feed for feed in feeds()}
FACTS = facts()
LEDGER = {"ops.delivery", "ops.due", "ops.attempt", "ops.settlement", "ops.verdict", "ops.warning"}


def nodes(tree: object) -> Iterator[dict[str, Any]]:
    """Every object in a tree of JSON."""
    children = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    if isinstance(tree, dict):
        yield tree
    for child in children:
        yield from nodes(child)


@cache
def tables_of(name: str) -> frozenset[str]:
    """Every table a mart's SQL reads, as DuckDB itself parses it; its own common table expressions left out."""
    with duckdb.connect() as con:
        ((text,),) = con.execute("SELECT json_serialize_sql(?)", [render(name, FACTS, FOLDER)]).fetchall()
    tree = json.loads(text)
    assert not tree["error"], tree
    own = {one["key"] for node in nodes(tree) for one in node.get("cte_map", {}).get("map", ())}
    read = [node for node in nodes(tree) if node.get("type") == "BASE_TABLE"]
    named = {".".join(filter(None, (n["catalog_name"], n["schema_name"], n["table_name"]))) for n in read}
    assert named
    assert not own & KNOWN.keys(), "a name of its own must not hide a table"
    return frozenset(named - own)


def marts_of(name: str) -> set[str]:
    return {one.removeprefix("published.mart.") for one in tables_of(name) if one.startswith("published.mart.")}


def feeds_read(name: str) -> set[str]:
    return {KNOWN[table] for table in tables_of(name) if table in KNOWN}


@pytest.mark.parametrize("name", REPORTS)
def test_a_mart_declares_exactly_the_feeds_whose_records_it_reads(name: str) -> None:
    assert set(report(name).feeds) == feeds_read(name)


@pytest.mark.parametrize("name", REPORTS)
def test_a_mart_reads_records_only_as_they_were_known_on_its_day(name: str) -> None:
    told = {"known_rule", "known_column"}
    others = {
        one
        for one in tables_of(name) - told - KNOWN.keys()
        if not one.startswith(("reference.", "published.mart.", "quarantine."))
    }
    assert others - LEDGER == set()
    assert report(name).counts == "deliveries" or not any(one.startswith("quarantine.") for one in tables_of(name))


@pytest.mark.parametrize("name", REPORTS)
def test_where_no_feeds_are_declared_each_row_names_its_own(name: str) -> None:
    made = report(name)
    assert made.feeds or made.has_feed_by_row


@pytest.mark.parametrize("name", REPORTS)
def test_a_row_of_one_supplier_names_it_by_columns_it_has(name: str) -> None:
    made = report(name)
    fields = {field for _, field, _, _ in string.Formatter().parse(made.supplier or "") if field}
    assert fields <= {column.name for column in made.columns}


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_taken_from_a_mart_of_records_is_declared(name: str) -> None:
    made, read = report(name), {one for one in marts_of(name) if report(one).counts == "records"}
    assert set(made.through.values()) == (read if made.has_feed_by_row else set())
    assert made.has_feed_by_row or {feed for one in read for feed in report(one).feeds} <= set(made.feeds)


def test_an_indicator_names_the_feeds_of_the_mart_it_is_taken_from() -> None:
    with (FOLDER / "stated_figures.csv").open(encoding="utf-8") as file:
        stated = {row["indicator"]: row["feed"] for row in csv.DictReader(file)}
    for name in ("project06_scorecard", "scorecard_day"):
        for indicator, mart in report(name).through.items():
            assert stated[indicator] == ", ".join(report(mart).feeds)
            assert all(feed in feeds() for feed in stated[indicator].split(", "))
            assert f"'{indicator}'" in render(name, FACTS, FOLDER)


def test_every_row_of_the_scorecard_is_told_by_day() -> None:
    with (FOLDER / "stated_figures.csv").open(encoding="utf-8") as file:
        stated = {row["indicator"] for row in csv.DictReader(file)}
    text = render("scorecard_day", FACTS, FOLDER)
    assert {indicator for indicator in stated if f"'{indicator}'" not in text} == set()


@pytest.mark.parametrize("name", REPORTS)
def test_the_definition_of_a_mart_begins_with_its_name_and_tells_its_grain(name: str) -> None:
    text = definition(name)
    assert text.startswith(f"{name}: ") and "grain: " in text
    assert "{{" not in text and "--" not in text


@pytest.mark.parametrize("name", [name for name in REPORTS if report(name).withheld])
def test_what_is_withheld_leaves_no_figure_of_its_mart_out(name: str) -> None:
    made = report(name)
    assert made.withheld
    columns = {column.name: column.type for column in made.columns}
    axes = {made.withheld.row, made.withheld.column or made.withheld.row}
    assert {*axes, "is_suppressed", *made.withheld.figures} <= columns.keys()
    numbers = {column for column, type_ in columns.items() if type_ in ("BIGINT", "DOUBLE", "INTEGER")}
    assert numbers == set(made.withheld.figures)
