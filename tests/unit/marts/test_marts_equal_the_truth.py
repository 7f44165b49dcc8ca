"""The marts of two real nights of a small city, cell by cell against the same in SQL from its simulator's truth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipelines.contract import collected
from pipelines.settings import Settings
from tests.truth import ledger_differences, record_differences
from tests.unit.marts.city import City
from tests.unit.marts.recomputed import ELSEWHERE, LIKE_ANOTHER, RECOMPUTED, SQL, Recomputed
from tests.unit.publish.homes import FIRST, LAST, Homes
from warehouse.marts import REPORTS, broken_sums, build, report

Opened = Callable[[Path, date], City]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def recomputed(small_city: Homes) -> Callable[[date], Recomputed]:
    """A function that gives the marts of a day as the truth has them."""
    return cache(lambda day: Recomputed(small_city.second_settled / "simulated", day))


def test_the_city_s_ledger_and_records_are_as_the_truth_has_them(small_city: Homes) -> None:
    for home, day in ((small_city.first_published, FIRST), (small_city.second_settled, LAST)):
        settings = Settings(home=home)
        assert ledger_differences(settings) == []
        assert record_differences(settings, day) == dict.fromkeys(collected(), 0)


def test_every_mart_is_recomputed_or_proven_by_a_test_named_here() -> None:
    assert set(RECOMPUTED) | ELSEWHERE.keys() == set(REPORTS)
    assert {path.stem for path in SQL.glob("[!_]*.sql")} == set(RECOMPUTED) - LIKE_ANOTHER.keys()
    for test in ELSEWHERE.values():
        file, _, name = test.partition("::")
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), test


def test_every_figure_of_a_mart_is_recomputed(recomputed: Callable[[date], Recomputed]) -> None:
    assert {name: recomputed(LAST).untold(name) for name in RECOMPUTED} == dict.fromkeys(RECOMPUTED, [])


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_every_cell_of_every_mart_equals_the_truth_before_any_is_withheld(
    small_city: Homes,
    opened: Opened,
    recomputed: Callable[[date], Recomputed],
    day: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    city = opened(small_city.second_settled, day)
    assert recomputed(day).all_differences(city.con) == {}
    empty = {name for name in RECOMPUTED if city.ask(f"SELECT count(*) FROM published.mart.{name}") == [(0,)]}
    assert empty == set()


def test_every_cell_that_is_published_equals_the_truth(
    small_city: Homes, opened: Opened, recomputed: Callable[[date], Recomputed]
) -> None:
    city = opened(small_city.second_settled, LAST)
    assert recomputed(LAST).all_differences(city.con) == {}
    shown = city.ask("SELECT count(*) FILTER (WHERE NOT is_suppressed), count(*) FROM published.mart.insurance_sync")
    assert shown[0][0] not in (0, shown[0][1])


def test_a_single_wrong_figure_of_any_mart_is_found(
    small_city: Homes,
    opened: Opened,
    recomputed: Callable[[date], Recomputed],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    city = opened(small_city.second_settled, LAST)
    for name in RECOMPUTED:
        figure = next(column.name for column in report(name).columns if column.type in ("BIGINT", "DOUBLE"))
        mart = f"published.mart.{name}"
        last = f"(SELECT max(rowid) FROM {mart} WHERE {figure} IS NOT NULL)"
        city.con.execute(f"UPDATE {mart} SET {figure} = {figure} + 1 WHERE rowid = {last}")
    found = recomputed(LAST).all_differences(city.con)
    assert {name: [row[0] for row in rows] for name, rows in found.items()} == dict.fromkeys(
        RECOMPUTED, ["mart", "truth"]
    )


def test_the_working_calendar_gives_the_day_the_desks_promised(small_city: Homes, opened: Opened) -> None:
    city = opened(small_city.second_settled, LAST)
    before = city.con.execute("FROM published.mart.dossier_on_time").fetchall()
    seen_whole = (
        "(received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE >= DATE '2024-01-15' AND processing_hours IS NOT NULL"
    )
    for table in ("procedures_dossier", "procedures_dossier_change"):
        city.con.execute(f"UPDATE history.{table} SET due_at = NULL WHERE {seen_whole}")
    assert city.con.execute(f"SELECT count(*) > 50 FROM history.procedures_dossier WHERE {seen_whole}").fetchone() == (
        True,
    )
    city.build(LAST)
    assert city.con.execute("FROM published.mart.dossier_on_time").fetchall() == before


def test_the_marts_of_the_first_day_are_the_same_after_the_second_night(small_city: Homes, opened: Opened) -> None:
    then = opened(small_city.first_published, FIRST)
    now = opened(small_city.second_settled, FIRST)
    for name in REPORTS:
        question = f"FROM published.mart.{name}"
        assert now.con.execute(question).fetchall() == then.con.execute(question).fetchall() != [], name


def test_the_marts_made_twice_are_equal_and_leave_nothing_in_the_warehouse(small_city: Homes, opened: Opened) -> None:
    city = opened(small_city.second_settled, LAST)
    first = {name: city.con.execute(f"FROM published.mart.{name}").fetchall() for name in REPORTS}
    city.build(LAST)
    assert {name: city.con.execute(f"FROM published.mart.{name}").fetchall() for name in REPORTS} == first
    assert city.ask("SELECT view_name FROM duckdb_views() WHERE view_name LIKE 'known%'") == []
    warehouse = "database_name NOT IN ('temp', 'published') AND table_name LIKE 'known%'"
    assert city.ask(f"SELECT table_name FROM duckdb_tables() WHERE {warehouse}") == []


def test_all_sums_hold_in_the_marts_of_a_real_city(small_city: Homes, opened: Opened) -> None:
    for day in (FIRST, LAST):
        assert broken_sums(opened(small_city.second_settled, day).con) == []
