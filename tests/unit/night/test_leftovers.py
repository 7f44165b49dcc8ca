"""Folders of runs: those of the dead go, those of the living and those somebody may want to look into stay."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.night.leftovers import KEPT_FOR, SETTLED, discard, living, sweep
from pipelines.night.model import run_folder
from pipelines.settings import Settings

DAY = date(2024, 1, 15)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def folder_of(home: Settings, run: str) -> Path:
    folder = run_folder(home, "population", DAY, run)
    (folder / "scratch").write_text("records")
    return folder


def dead_run(home: Settings, run: str) -> Path:
    """The folder of a run whose process was killed."""
    child = os.fork()
    if child == 0:
        with living(home, run):
            folder_of(home, run)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    return run_folder(home, "population", DAY, run)


def age(folder: Path) -> None:
    before = time.time() - KEPT_FOR.total_seconds() - 60
    os.utime(folder, (before, before))


def test_what_a_killed_run_left_is_gone_when_the_next_one_begins(home: Settings) -> None:
    left = dead_run(home, "killed")
    assert (left / "scratch").exists()
    with living(home, "next"):
        assert not left.exists()
    assert [path.name for path in (home.staging / "runs").iterdir()] == [".lock"]


def test_a_run_that_lives_keeps_its_folder_whoever_begins_meanwhile(home: Settings) -> None:
    with living(home, "first"):
        mine = folder_of(home, "first")
        with living(home, "second"):
            assert mine.exists()
        sweep(home, is_airflow_gone=True)
        assert mine.exists()


def test_a_run_of_airflow_keeps_its_folder_until_no_airflow_goes_on_with_it(home: Settings) -> None:
    between_two_tasks = folder_of(home, "scheduled")
    with living(home, "next"):
        assert between_two_tasks.exists()
    sweep(home, is_airflow_gone=True)
    assert not between_two_tasks.exists()


@pytest.mark.parametrize("make", [dead_run, folder_of], ids=["killed", "of Airflow"])
def test_a_run_that_settled_with_a_failure_keeps_its_folder_for_a_week(
    home: Settings, make: Callable[[Settings, str], Path]
) -> None:
    failed = make(home, "failed")
    (failed / SETTLED).touch()
    sweep(home, is_airflow_gone=True)
    assert failed.exists()
    age(failed)
    sweep(home)
    assert not failed.exists()


def test_a_folder_is_removed_even_while_a_try_taken_for_dead_writes_into_it(home: Settings) -> None:
    folder = folder_of(home, "settled")
    with (folder / "outcome").open("w") as zombie:
        discard(folder)
        zombie.write("late")
    assert not list(folder.parent.iterdir())
    discard(folder)


def test_pages_of_a_day_that_nobody_asked_for_again_are_gone_after_a_week(home: Settings) -> None:
    days = [
        home.staging / "extract" / "pages" / "population.citizen" / "bca" / day for day in ("2024-01-01", "2024-01-15")
    ]
    for day in days:
        day.mkdir(parents=True)
        (day / "1.page").write_text("records")
    age(days[0])
    sweep(home)
    assert [day.exists() for day in days] == [False, True]
