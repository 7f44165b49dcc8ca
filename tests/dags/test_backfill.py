"""Airflow's own backfill of the nightly DAGs and `citydb backfill`: the same five days, the same content."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pytest

from pipelines.clock import days
from pipelines.contract import contract_of, feeds
from pipelines.orchestrate import environment
from pipelines.orchestrate.night_watch import AREAS
from pipelines.orchestrate.serving import serving
from pipelines.settings import REPOSITORY, Settings
from simulator.city import simulate
from simulator.suppliers import running
from tests.dags.city import City, start_host
from tests.truth import record_differences

pytestmark = [pytest.mark.airflow, pytest.mark.slow]

FIRST, LAST = date(2024, 1, 15), date(2024, 1, 19)
CREATE = """
import sys
from pipelines.orchestrate.parts import command
for area in sys.argv[3:]:
    command("backfill", "create", "--dag-id", f"{area}_sync", "--from-date", sys.argv[1], "--to-date", sys.argv[2],
            "--max-active-runs", "1")
"""


@pytest.fixture(scope="module")
def scheduled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of five business days and an Airflow whose nightly DAGs have their schedule, so that it can backfill."""
    settings = Settings(home=tmp_path_factory.mktemp("scheduled"), memory="500MB")
    simulate(settings, 2_000, FIRST, LAST, 6, (), lambda _: None)
    running.up(settings)
    try:
        host = start_host(settings, "scheduled")
        try:
            yield City(settings, host)
        finally:
            host.kill()
            host.wait()
    finally:
        running.down(settings)


@pytest.fixture(scope="module")
def all_but_one(scheduled: City) -> City:
    """Airflow's backfill of all areas but one."""
    _create(scheduled, *(area for area in AREAS if area != "population"))
    return scheduled


@pytest.fixture(scope="module")
def completed(all_but_one: City) -> City:
    """The last area, which comes after the others were published without it."""
    _create(all_but_one, "population")
    return all_but_one


@pytest.fixture(scope="module")
def by_command(completed: City, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Another home with the same suppliers, in which `citydb backfill` did the same days."""
    there = completed.settings
    home = Settings(home=tmp_path_factory.mktemp("command"), memory="500MB")
    shutil.copytree(there.secrets, home.secrets)
    shutil.copyfile(there.suppliers_file, home.suppliers_file)
    words = [Path(sys.executable).with_name("citydb"), "backfill", "--from", str(FIRST), "--to", str(LAST)]
    subprocess.run(words, env={**os.environ, "CITYDB_HOME": str(home.home)}, cwd=REPOSITORY, check=True)
    return home


def test_the_days_of_an_area_that_is_not_there_are_not_in_the_publication(all_but_one: City) -> None:
    loaded = all_but_one.rows(
        "SELECT count(*) FROM ops.delivery WHERE state = 'loaded' AND feed = 'population.citizen'"
    )
    assert loaded == [(0,)]


def test_the_late_completion_of_one_area_is_published(completed: City) -> None:
    loaded = (
        "SELECT count(DISTINCT business_day) FROM ops.delivery WHERE state = 'loaded' AND feed = 'population.citizen'"
    )
    current = completed.settings.published / "current"
    _wait(
        lambda: current.exists() and completed.published(loaded) == [(5,)],
        "the population of five days was not published",
    )
    for day in days(FIRST, LAST):
        _wait(partial(_is_over, completed, "publish", day), f"{day} was not published")


def test_airflows_backfill_and_the_commands_leave_the_same_content(completed: City, by_command: Settings) -> None:
    assert _content(completed.settings) == _content(by_command)
    assert set(record_differences(completed.settings, LAST).values()) == {0}


def _create(city: City, *areas: str) -> None:
    """`airflow backfill create` over the five days, and the end of its runs."""
    permanent = serving(city.settings)
    assert permanent is not None
    environ = environment.airflow_environment(
        city.settings,
        os.environ,
        port=permanent.port,
        database=environment.sqlite(city.settings),
        one_shot=False,
    )
    words = [sys.executable, "-c", CREATE, str(FIRST), f"{LAST}T23:59:00+07:00", *areas]
    subprocess.run(words, env=environ, cwd=REPOSITORY, check=True)
    for area in areas:
        for day in days(FIRST, LAST):
            _wait(
                partial(_is_over, city, f"{area}_sync", day),
                f"{area} of {day} did not succeed",
            )


def _is_over(city: City, dag: str, day: date) -> bool:
    with city.api() as api:
        return {api.state(dag, run) for run in api.newest_runs(dag, day.isoformat())} == {"success"}


def _wait(is_so: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 600
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(2)


def _content(settings: Settings) -> dict[str, Sequence[tuple[object, ...]]]:
    own = "landed_at, loaded_at, run_id, inserted, changed, unchanged, closed"
    asked = {
        "ledger": f"SELECT * EXCLUDE ({own}) FROM ops.delivery",
        "quarantine": "SELECT * EXCLUDE (resolved_at) FROM quarantine.record",
        "unreadable": "FROM quarantine.unreadable",
        "verdicts": "SELECT delivery_id, is_complete, baseline FROM ops.verdict",
        **{feed: f"FROM history.{contract_of(feed).table}" for feed in feeds()},
    }
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as con:
        return {name: con.execute(f"{query} ORDER BY ALL").fetchall() for name, query in asked.items()}
