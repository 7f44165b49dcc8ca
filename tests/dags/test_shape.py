"""What the DAG files say, without a database and without running anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.contract import feeds
from pipelines.orchestrate import environment
from pipelines.orchestrate.night_watch import AREAS
from pipelines.orchestrate.parts import POOLS
from pipelines.settings import REPOSITORY, Settings

Shape = dict[str, Any]


@pytest.fixture(scope="module")
def shape(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Shape]:
    """The shape of the DAGs of the permanent set, or of a one-shot run."""
    settings = Settings(home=tmp_path_factory.mktemp("shape"))

    @cache
    def read(one_shot: bool) -> Shape:
        environ = environment.airflow_environment(
            settings, os.environ, port=1, database=environment.sqlite(settings), one_shot=one_shot
        )
        words = [sys.executable, "-m", "tests.dags.shape"]
        done = subprocess.run(words, env=environ, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        facts: Shape = json.loads(done.stdout.splitlines()[-1])
        return facts

    return read


def test_all_files_can_be_read(shape: Callable[[bool], Shape]) -> None:
    for one_shot in (False, True):
        assert shape(one_shot)["errors"] == {}
        assert set(shape(one_shot)["dags"]) == {*(f"{area}_sync" for area in AREAS), "publish", "watchdog", "backfill"}


def test_reading_the_files_imports_nothing_heavy(shape: Callable[[bool], Shape]) -> None:
    assert shape(False)["imported"] == []


def test_the_nights_come_by_themselves_in_the_permanent_set_only(shape: Callable[[bool], Shape]) -> None:
    for dag_id, cron in [*((f"{area}_sync", "0 2 * * *") for area in AREAS), ("watchdog", "30 5 * * *")]:
        assert shape(False)["dags"][dag_id]["timetable"] == "CronPartitionTimetable"
        assert shape(False)["dags"][dag_id]["cron"] == cron
        assert shape(False)["dags"][dag_id]["catchup"] is False
        assert shape(True)["dags"][dag_id]["timetable"] == "PartitionedAtRuntime"


def test_a_publication_waits_for_all_areas_of_a_day(shape: Callable[[bool], Shape]) -> None:
    assert shape(False)["dags"]["publish"]["timetable"] == "PartitionedAssetTimetable"
    settled = [f"{area}_settled" for area in AREAS]
    for area, asset in zip(AREAS, settled, strict=True):
        assert shape(False)["dags"][f"{area}_sync"]["tasks"]["settle"]["outlets"] == [asset]
    looks = shape(False)["dags"]["watchdog"]["tasks"]
    assert [outlet for look in looks.values() for outlet in look["outlets"]] == settled


@pytest.mark.parametrize("area", AREAS)
def test_an_areas_night_settles_whatever_happened_before(shape: Callable[[bool], Shape], area: str) -> None:
    tasks = shape(False)["dags"][f"{area}_sync"]["tasks"]
    assert tasks["extract"]["is_mapped"]
    assert tasks["extract"]["after"] == ["due"]
    assert tasks["validate"]["after"] == ["due", "extract"]
    assert tasks["load"]["after"] == ["validate"]
    assert tasks["settle"]["after"] == ["due", "load", "validate"]
    assert tasks["settle"]["rule"] == "all_done"
    assert tasks["verdict"]["after"] == ["settle"]
    assert tasks["verdict"]["rule"] == "all_success"


def test_only_one_task_writes_the_warehouse_at_a_time(shape: Callable[[bool], Shape]) -> None:
    slots = {name: count for name, count, _ in POOLS}
    assert slots["warehouse_writer"] == 1
    for area in AREAS:
        tasks = shape(False)["dags"][f"{area}_sync"]["tasks"]
        assert tasks["load"]["pool"] == "warehouse_writer"
        assert tasks["extract"]["pool"] == "supplier_io"
    assert shape(False)["dags"]["publish"]["tasks"]["publish"]["pool"] == "warehouse_writer"


def test_a_backfill_has_a_form_and_no_schedule(shape: Callable[[bool], Shape]) -> None:
    found = shape(False)["dags"]["backfill"]
    assert found["timetable"] == "NullTimetable"
    assert found["params"] == sorted(["feeds", "supplier", "from", "to", "reprocess", "source", "dry_run", "at"])
    assert found["feeds"] == list(feeds())
    assert found["tasks"]["fill"]["pool"] == "supplier_io"
    assert found["tasks"]["ask_publish"]["rule"] == "all_done_min_one_success"


def test_every_pool_that_is_named_is_made(shape: Callable[[bool], Shape]) -> None:
    named = {task["pool"] for dag in shape(False)["dags"].values() for task in dag["tasks"].values()}
    assert named <= {"default_pool", *(name for name, _, _ in POOLS)}


def test_reading_the_files_leaves_nothing_in_the_repository(shape: Callable[[bool], Shape]) -> None:
    shape(False)
    for name in ("airflow.db", "logs", "simple_auth_manager_passwords.json.generated", "webserver_config.py"):
        assert not Path(REPOSITORY, name).exists(), name
