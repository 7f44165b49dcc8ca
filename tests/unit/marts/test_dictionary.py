"""That every published column is told in Vietnamese and by its meaning, once."""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.contract import contract_of, feeds
from pipelines.publish.core import published_columns
from tests.unit.marts.city import City
from warehouse.marts import REPORTS
from warehouse.marts.build import FOLDER, facts
from warehouse.sql import render

DAY = date(2024, 1, 15)
COLUMNS = """
SELECT table_name, column_name, data_type, comment
FROM duckdb_columns()
WHERE database_name = 'published' AND schema_name = 'mart'
"""


def test_every_column_of_a_mart_is_told_with_its_type_name_and_meaning(city: City) -> None:
    city.build(DAY)
    columns = "table_name, column_name, type, name_vi || ': ' || meaning"
    told = city.ask(f"SELECT {columns} FROM published.mart.dictionary WHERE schema_name = 'mart'")
    there = [(table, column, _short(str(kind)), comment) for table, column, kind, comment in city.ask(COLUMNS)]
    assert sorted(told) == sorted(there)
    assert {table for table, *_ in told} == set(REPORTS)


def test_every_published_column_of_history_is_told_from_its_contract(city: City) -> None:
    city.build(DAY)
    columns = "table_name, column_name, type, name_vi, feed"
    rows = city.ask(f"SELECT {columns} FROM published.mart.dictionary WHERE schema_name = 'history'")
    for feed in feeds():
        contract = contract_of(feed)
        own = [(one.name, one.type, one.column.business_name) for one in published_columns(contract)]
        told = [
            (column, kind, name) for table, column, kind, name, of in rows if table == contract.table and of == feed
        ]
        assert told[: len(own)] == own
        since = ["business_day"] if contract.kind == "events" else ["valid_from", "valid_to"]
        assert [column for column, *_ in told[len(own) :]] == ["supplier", *since, "delivery_id"]


def test_a_column_is_told_with_its_unit_and_the_rules_its_values_obey(city: City) -> None:
    city.build(DAY)
    told = {
        (table, column): (unit, rules)
        for table, column, unit, rules in city.ask(
            "SELECT table_name, column_name, unit, rules FROM published.mart.dictionary"
        )
    }
    assert told["insurance_sync", "matched"] == ("cards", None)
    assert told["insurance_sync", "matched_share"] == ("of 1", None)
    assert told["welfare_time", "account_median_hours"] == ("hours", None)
    assert told["delivery_quality", "late"] == ("deliveries", None)
    assert told["procedures_dossier", "fee_vnd"][0] == "VND"
    assert told["procedures_dossier", "due_at"][0] == "instant in UTC"
    assert "due_at.after_receipt" in (told["procedures_dossier", "due_at"][1] or "")
    unit, rules = told["procedures_dossier", "channel"]
    assert unit is None
    assert {"channel.required", "channel.allowed"} <= set((rules or "").split(", "))


def test_nothing_that_is_published_is_called_an_identifier(city: City) -> None:
    city.build(DAY)
    assert city.ask("SELECT DISTINCT classification FROM published.mart.dictionary ORDER BY 1") == [
        ("personal",),
        ("public",),
    ]


def test_every_mart_says_its_grain_and_owner_on_top() -> None:
    for report in REPORTS:
        header = (FOLDER / f"{report}.sql").read_text(encoding="utf-8").split("\nWITH")[0].split("\nSELECT")[0]
        assert header.startswith(f"-- {report}: ")
        assert "grain: " in header
        assert "owner: data engineering" in header


def test_every_mart_is_a_single_select() -> None:
    with duckdb.connect() as con:
        for report in REPORTS:
            (statement,) = con.extract_statements(render(report, facts(), FOLDER))
            assert statement.type == duckdb.StatementType.SELECT


def _short(kind: str) -> str:
    return "TIMESTAMPTZ" if kind == "TIMESTAMP WITH TIME ZONE" else kind
