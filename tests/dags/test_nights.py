"""Five nights of one city under the one real Airflow, in their order: each fixture is a chapter of the story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.clock import night_of
from pipelines.contract import registry
from pipelines.orchestrate.alone import alone
from pipelines.orchestrate.night_watch import AREAS
from pipelines.orchestrate.nightly import NightProgress, NightsReport
from pipelines.settings import REPOSITORY
from simulator.suppliers import running
from tests.dags.city import City, alive, below, people_named_in
from tests.feeds import deliveries_due
from tests.truth import ledger_differences, record_differences

pytestmark = pytest.mark.airflow

BESIDE_THE_ERRANDS = len(["due", "validate", "load", "settle", "verdict"])
"""Tasks of an area's night of one feed, beside one errand for each supplier."""


@pytest.fixture(scope="module")
def before_airflow() -> set[str]:
    return _repository()


@pytest.fixture(scope="module")
def first(before_airflow: set[str], city: City) -> NightsReport:
    """The nights of 15 and 16 January."""
    return city.nights(15, 16)


@pytest.fixture(scope="module")
def ledger_after_first(first: NightsReport, city: City) -> list[tuple[object, ...]]:
    return city.ledger()


@pytest.fixture(scope="module")
def again(ledger_after_first: list[tuple[object, ...]], city: City) -> NightsReport:
    """The night of the 16th once more."""
    return city.nights(16)


@pytest.fixture(scope="module")
def without_bca(first: NightsReport, city: City) -> NightsReport:
    """The night of the 17th, in which the population service is down."""
    running.down(city.settings, only=("bca",))
    return city.nights(17)


@pytest.fixture(scope="module")
def completed(without_bca: NightsReport, city: City) -> NightsReport:
    """The night of the 18th, in which it is up again."""
    running.up(city.settings)
    return city.nights(18)


@pytest.fixture(scope="module")
def failed_by_hand(completed: NightsReport, city: City) -> NightsReport:
    """The night of the 19th, in which somebody marks the population's run as failed while it works."""
    killed: list[str] = []

    def kill(news: NightProgress) -> None:
        if news.area == "population" and not killed:
            with city.api() as api:
                killed.extend(api.newest_runs("population_sync", "2024-01-19"))
            city.mark_as_failed("population_sync", killed[0])

    return city.nights(19, also=kill)


def test_two_nights_load_all_that_was_due_and_publish_each(first: NightsReport, city: City) -> None:
    assert first.problems == ()
    assert first.failures == ()
    assert first.exit_code == 0
    assert first.publications == ("2024-01-15-001", "2024-01-16-001")
    assert [area.state for night in first.nights for area in night.areas] == ["success"] * 2 * len(AREAS)
    loaded = city.published("SELECT count(*) FROM ops.delivery WHERE state = 'loaded'")
    assert loaded == [(deliveries_due(date(2024, 1, 15), date(2024, 1, 16)),)]


def test_every_line_of_the_ledger_is_as_the_suppliers_meant_it(first: NightsReport, city: City) -> None:
    assert ledger_differences(city.settings) == []


def test_progress_is_told_per_area_up_to_its_end(first: NightsReport, city: City) -> None:
    last = {(news.day, news.area): news for news in city.news}
    for day in (date(2024, 1, 15), date(2024, 1, 16)):
        for feed in registry.collected():
            total = len(registry.suppliers_of(feed, day)) + BESIDE_THE_ERRANDS
            news = last[day, feed.split(".")[0]]
            assert (news.done, news.total, news.message) == (total, total, "complete")
        assert last[day, "publish"].message == f"{day}-001"


def test_nobody_is_told_of_a_complete_night(first: NightsReport, city: City) -> None:
    assert city.told() == []


@pytest.mark.slow
def test_the_same_night_again_changes_no_line_and_publishes_nothing(
    ledger_after_first: list[tuple[object, ...]], again: NightsReport, city: City
) -> None:
    assert again.exit_code == 0
    assert again.publications == ()
    assert city.ledger() == ledger_after_first


def test_without_one_supplier_the_rest_is_loaded_and_published_and_the_run_is_red(
    without_bca: NightsReport, city: City
) -> None:
    assert without_bca.exit_code == 3
    assert without_bca.failures == ()
    assert [(p.feed, p.supplier, p.business_day, p.state) for p in without_bca.problems] == [
        ("population.citizen", "bca", "2024-01-17", "missing")
    ]
    (night,) = without_bca.nights
    assert {area.area: area.state for area in night.areas} == {
        "population": "failed",
        "insurance": "success",
        "procedures": "success",
        "welfare": "success",
    }
    assert night.publication == "2024-01-17-001"
    loaded = city.rows("SELECT count(*) FROM ops.delivery WHERE business_day = '2024-01-17' AND state = 'loaded'")
    assert loaded == [(deliveries_due(date(2024, 1, 17)) - 1,)]


def test_the_publication_says_what_is_missing(without_bca: NightsReport, city: City) -> None:
    gap = (
        "SELECT expected, loaded, missing FROM mart.coverage WHERE business_day = '2024-01-17' AND area = 'population'"
    )
    assert city.published(gap, "2024-01-17-001") == [(1, 0, 1)]


def test_a_red_night_is_told_once_with_supplier_reason_and_next_step(without_bca: NightsReport, city: City) -> None:
    told = [message for message in city.told() if message["day"] == "2024-01-17"]
    (message,) = told
    assert message["subject"] == "Hanoi city database, night of 2024-01-17: not loaded: bca"
    text = str(message["text"])
    assert "MISSING  bca  population.citizen  2024-01-17: bca cannot be reached" in text
    assert "Next: Check that bca is up" in text


def test_the_next_run_completes_both_days_and_publishes_them(completed: NightsReport, city: City) -> None:
    assert completed.exit_code == 0
    assert completed.publications == ("2024-01-18-001",)
    states = city.rows(
        "SELECT business_day::VARCHAR, state FROM ops.due WHERE supplier = 'bca' AND business_day >= '2024-01-17' "
        "AND business_day <= '2024-01-18' ORDER BY 1"
    )
    assert states == [("2024-01-17", "late"), ("2024-01-18", "loaded")]


def test_after_it_the_warehouse_is_as_if_nothing_had_been_missing(completed: NightsReport, city: City) -> None:
    assert ledger_differences(city.settings) == []
    assert record_differences(city.settings, date(2024, 1, 18)) == dict.fromkeys(registry.collected(), 0)


def test_an_area_whose_run_died_is_settled_by_the_watchdog_and_published_with_that_said(
    failed_by_hand: NightsReport, city: City
) -> None:
    assert failed_by_hand.exit_code == 1
    assert [failure.startswith("population of 2024-01-19: not settled: ") for failure in failed_by_hand.failures] == [
        True
    ]
    assert failed_by_hand.publications == ("2024-01-19-001",)
    assert city.rows("SELECT area, is_settled FROM ops.settlement WHERE business_day = '2024-01-19' ORDER BY area") == [
        (area, area != "population") for area in sorted(AREAS)
    ]
    assert [message["day"] for message in city.told()] == ["2024-01-17", "2024-01-19"]


def test_an_area_that_comes_back_asks_for_its_publication_itself(failed_by_hand: NightsReport, city: City) -> None:
    day = date(2024, 1, 19)
    with city.api() as api:
        api.start("population_sync", "by-hand", day.isoformat(), {"at": night_of(day).isoformat()})
        assert city.wait("population_sync", "by-hand") == "success"
        assert city.wait("publish", "asked__population_sync__by-hand") == "success"
        assert api.handed_on("publish", "asked__population_sync__by-hand", "publish") == "2024-01-19-002"
    assert ledger_differences(city.settings) == []


def test_a_backfill_from_the_form_is_planned_in_the_log_first_and_then_done(
    failed_by_hand: NightsReport, city: City
) -> None:
    before = city.ledger()
    form = {
        "feeds": ["procedures.dossier"], "supplier": "d001", "from": "2024-01-15", "to": "2024-01-19",
        "reprocess": "all", "source": "supplier", "at": "02:00",
    }  # fmt: skip
    with city.api() as api:
        api.start("backfill", "looked", None, form)
        assert city.wait("backfill", "looked") == "success"
        summary = api.handed_on("backfill", "looked", "plan", "summary")
        assert isinstance(summary, dict)
        assert (summary["areas"], summary["deliveries"]) == (["procedures"], {"ask the supplier": 5})
        assert {task.task: task.state for task in api.tasks("backfill", "looked")}["fill"] == "skipped"
        (log,) = (city.settings.airflow / "logs").glob("dag_id=backfill/run_id=looked/task_id=plan/*.log")
        assert log.read_text().count("ask the supplier") == 5
        api.start("backfill", "done", None, {**form, "dry_run": False})
        assert city.wait("backfill", "done") == "success"
        assert city.wait("publish", "asked__backfill__done") == "success"
    asked = city.rows(
        "SELECT count(*) FROM ops.attempt WHERE run_id = 'done' AND supplier = 'd001' AND step = 'extract'"
    )
    assert asked == [(5,)]
    assert city.ledger() == before


def test_no_citizen_is_named_in_airflows_logs_or_database(failed_by_hand: NightsReport, city: City) -> None:
    places = [city.settings.airflow, city.settings.home / "notified", city.settings.home / "notifications.jsonl"]
    files = [file for place in places for file in _files(place)]
    assert len([file for file in files if file.suffix == ".log"]) > 100
    assert any(file.name == "airflow.db" for file in files)
    assert people_named_in(city.settings, iter(files)) == []


def test_the_search_for_citizens_would_find_one(city: City, tmp_path: Path) -> None:
    landed = [file for file in _files(city.settings.landing) if file.suffix != ".json"]
    assert people_named_in(city.settings, iter(landed))


def test_airflow_writes_nothing_into_the_repository(
    before_airflow: set[str], failed_by_hand: NightsReport, city: City
) -> None:
    assert _repository() - before_airflow == set()


def test_nothing_of_it_outlives_a_caller_that_is_killed(failed_by_hand: NightsReport, city: City) -> None:
    started = below(city.host.pid)
    assert len(started) > 8
    city.host.kill()
    city.host.wait()
    with alone(city.settings, "the next", 60):
        assert alive(started) == []


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in [folder, *folder.rglob("*")] if path.is_file())


def _repository() -> set[str]:
    """What lies at the root and among the DAG files, ignored by git or not."""
    found = [*REPOSITORY.iterdir(), *(REPOSITORY / "dags").iterdir()]
    return {str(path) for path in found if "cache" not in path.name}
