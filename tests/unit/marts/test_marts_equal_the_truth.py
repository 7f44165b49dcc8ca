"""The marts of two real nights of a small city, cell by cell against what its simulator knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.marts.city import City
from tests.unit.marts.faultless import Truth, working_time_between
from tests.unit.publish.homes import FIRST, LAST, Homes
from warehouse.marts import REPORTS, broken_sums, build

Opened = Callable[[Path, date], City]
FIGURES = ("received", "finished", "early", "on_time", "late", "processing", "processing_late", "paused")


@pytest.fixture(scope="module")
def truth(small_city: Homes) -> Truth:
    return Truth.of(small_city.second_settled)


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_every_cell_of_insurance_sync_equals_the_truth(
    small_city: Homes, opened: Opened, truth: Truth, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "SMALLEST_CELL", 0)
    city = opened(small_city.second_settled, day)
    rows = city.con.execute(
        "SELECT district_code, object_group, cards, matched FROM published.mart.insurance_sync"
    ).fetchall()
    assert len(rows) == 31 * 6
    assert {(row[0], row[1]): (row[2], row[3]) for row in rows if row[2] > 0} == truth.cards(day)


def test_every_cell_that_is_published_equals_the_truth(small_city: Homes, opened: Opened, truth: Truth) -> None:
    city = opened(small_city.second_settled, LAST)
    rows = city.con.execute(
        "SELECT district_code, object_group, cards, matched FROM published.mart.insurance_sync WHERE NOT is_suppressed"
    ).fetchall()
    told = truth.cards(LAST)
    assert rows
    assert [(row[2], row[3]) for row in rows] == [told[row[0], row[1]] for row in rows]


@pytest.mark.parametrize("newest", [FIRST, LAST])
def test_every_cell_of_dossier_on_time_equals_the_truth(
    small_city: Homes, opened: Opened, truth: Truth, newest: date
) -> None:
    city = opened(small_city.second_settled, newest)
    rows = city.con.execute(
        f"SELECT business_day, supplier, field, {', '.join(FIGURES)} FROM published.mart.dossier_on_time"
    ).fetchall()
    ours = {(row[0], row[1], row[2]): {n: v for n, v in zip(FIGURES, row[3:], strict=True) if v} for row in rows}
    told = {
        (day, *desk): {name: figure for name, figure in figures.items() if figure}
        for day in (FIRST, LAST)
        if day <= newest
        for desk, figures in truth.dossiers(day, newest, FIRST, _pauses(city)).items()
    }
    assert ours == told
    assert sum(figures.get("finished", 0) for figures in told.values()) > 0


def test_the_scorecard_is_the_sum_of_the_truth(small_city: Homes, opened: Opened, truth: Truth) -> None:
    city = opened(small_city.second_settled, LAST)
    cards, matched = truth.cards(LAST)["all", "all"]
    dossiers: Counter[str] = Counter()
    for day in (FIRST, LAST):
        for figures in truth.dossiers(day, LAST, FIRST, _pauses(city)).values():
            dossiers.update(figures)
    share = (dossiers["early"] + dossiers["on_time"]) / dossiers["finished"]
    rows = city.con.execute(
        "SELECT indicator, value, denominator, share FROM published.mart.project06_scorecard "
        "WHERE indicator IN ('insurance_synchronised', 'dossier_on_time_share')"
    ).fetchall()
    assert rows == [
        ("insurance_synchronised", matched, cards, pytest.approx(matched / cards)),
        ("dossier_on_time_share", pytest.approx(100 * share), dossiers["finished"], pytest.approx(share)),
    ]
    assert share > 0.98


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


def test_delivery_quality_equals_the_truth(small_city: Homes, opened: Opened) -> None:
    city = opened(small_city.second_settled, LAST)
    told = small_city.second_settled / "simulated" / "truth" / "deliveries.parquet"
    counts = "sum(received), sum(unreadable), sum(duplicate), sum(quarantined), sum(loaded)"
    assert (
        city.con.execute(
            f"SELECT feed, supplier, {counts} FROM published.mart.delivery_quality GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        == city.con.execute(f"SELECT feed, supplier, {counts} FROM '{told}' GROUP BY ALL ORDER BY ALL").fetchall()
    )


def test_the_marts_of_the_first_day_are_the_same_after_the_second_night(small_city: Homes, opened: Opened) -> None:
    then = opened(small_city.first_published, FIRST)
    now = opened(small_city.second_settled, FIRST)
    for report in REPORTS:
        question = f"FROM published.mart.{report}"
        assert now.con.execute(question).fetchall() == then.con.execute(question).fetchall() != [], report


def test_the_marts_made_twice_are_equal_and_leave_nothing_in_the_warehouse(small_city: Homes, opened: Opened) -> None:
    city = opened(small_city.second_settled, LAST)
    first = {report: city.con.execute(f"FROM published.mart.{report}").fetchall() for report in REPORTS}
    city.build(LAST)
    assert {report: city.con.execute(f"FROM published.mart.{report}").fetchall() for report in REPORTS} == first
    assert city.ask("SELECT view_name FROM duckdb_views() WHERE view_name LIKE 'known%'") == []
    warehouse = "database_name NOT IN ('temp', 'published') AND table_name LIKE 'known%'"
    assert city.ask(f"SELECT table_name FROM duckdb_tables() WHERE {warehouse}") == []


def test_all_sums_hold_in_the_marts_of_a_real_city(small_city: Homes, opened: Opened) -> None:
    for day in (FIRST, LAST):
        assert broken_sums(opened(small_city.second_settled, day).con) == []


def _pauses(city: City) -> dict[str, timedelta]:
    """The truth does not hold when a dossier was paused, so the instants are those of the records."""
    steps: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for code, at, status in city.con.execute(
        "SELECT dossier_code, effective_at, status_code FROM history.procedures_dossier_change ORDER BY effective_at"
    ).fetchall():
        steps[code].append((at, status))
    waited: dict[str, timedelta] = {}
    for code, life in steps.items():
        for (start, status), (end, _) in zip(life, life[1:], strict=False):
            if status in (5, 6, 8):
                waited[code] = waited.get(code, timedelta(0)) + working_time_between(start, end)
    return waited
