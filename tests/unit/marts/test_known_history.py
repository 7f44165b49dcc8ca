"""History as it was known on a day, for each kind of feed: what a later business day told is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import duckdb
import pytest

from pipelines.contract.model import Kind
from tests.builders import tiny_contract
from warehouse.history import create_history_table, identifiers
from warehouse.marts.build import FOLDER
from warehouse.sql import run_sql

FIRST, SECOND, THIRD = (date(2024, 1, day) for day in (15, 16, 17))
OPEN = date(9999, 12, 31)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute("SET TimeZone = 'UTC'")
        made.execute("CREATE SCHEMA history")
        yield made


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def known(con: duckdb.DuckDBPyConnection, kind: Kind, day: date, columns: str) -> list[tuple[object, ...]]:
    names = identifiers(tiny_contract(kind)) | {"known": "known", "day": day.isoformat()}
    run_sql(con, f"known_{kind}", names, FOLDER)
    return con.execute(f"SELECT {columns} FROM known ORDER BY ALL").fetchall()


def test_an_event_is_known_as_the_days_so_far_told_it(con: duckdb.DuckDBPyConnection) -> None:
    create_history_table(con, tiny_contract("events"))
    row = "INSERT INTO history.{} (k, v, supplier, business_day, row_hash, delivery_id) VALUES (?, ?, 's', ?, 'x', 'x')"
    con.execute(row.format("toy_events_beaten"), ["a", "told first", FIRST])
    con.execute(row.format("toy_events"), ["a", "told again", THIRD])
    con.execute(row.format("toy_events"), ["b", "told once", SECOND])
    assert known(con, "events", FIRST, "k, v") == [("a", "told first")]
    assert known(con, "events", SECOND, "k, v") == [("a", "told first"), ("b", "told once")]
    assert known(con, "events", THIRD, "k, v") == [("a", "told again"), ("b", "told once")]


def test_a_snapshot_that_ended_later_is_still_open(con: duckdb.DuckDBPyConnection) -> None:
    create_history_table(con, tiny_contract("snapshot"))
    row = "INSERT INTO history.toy_snapshot VALUES (?, ?, 's', ?, ?, 'x', 'x')"
    con.execute(row, ["a", "old", FIRST, SECOND])
    con.execute(row, ["a", "new", SECOND, THIRD])
    columns = "v, valid_from, valid_to"
    assert known(con, "snapshot", FIRST, columns) == [("old", FIRST, OPEN)]
    assert known(con, "snapshot", SECOND, columns) == [("new", SECOND, OPEN), ("old", FIRST, SECOND)]
    assert known(con, "snapshot", THIRD, columns) == [("new", SECOND, THIRD), ("old", FIRST, SECOND)]


def test_changes_told_later_are_unknown_even_where_they_speak_of_an_earlier_instant(
    con: duckdb.DuckDBPyConnection,
) -> None:
    contract = tiny_contract("changes")
    create_history_table(con, contract)
    change = "INSERT INTO history.toy_changes_change VALUES (?, ?, 's', ?, ?, ?, 1, 'x', ?)"
    con.execute(change, ["a", "old", noon(FIRST), "upsert", FIRST, "old"])
    con.execute(change, ["a", "corrected", noon(FIRST), "upsert", SECOND, "corrected"])
    con.execute(change, ["a", None, noon(SECOND), "delete", THIRD, "delete"])
    con.execute(change, ["b", "same", noon(FIRST), "upsert", FIRST, "same"])
    version = "INSERT INTO history.toy_changes VALUES (?, ?, 's', ?, ?, 'x', 'x')"
    con.execute(version, ["a", "corrected", noon(FIRST), noon(SECOND)])
    con.execute(version, ["b", "same", noon(FIRST), noon(OPEN)])
    columns = "k, v, valid_from, year(valid_to)"
    assert known(con, "changes", FIRST, columns) == [
        ("a", "old", noon(FIRST), 9999),
        ("b", "same", noon(FIRST), 9999),
    ]
    assert known(con, "changes", SECOND, columns) == [
        ("a", "corrected", noon(FIRST), 9999),
        ("b", "same", noon(FIRST), 9999),
    ]
    assert known(con, "changes", THIRD, columns) == [
        ("a", "corrected", noon(FIRST), 2024),
        ("b", "same", noon(FIRST), 9999),
    ]
