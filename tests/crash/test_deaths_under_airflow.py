"""SIGKILL while real Airflow runs a night: of any process of it, or of all; the next night ends as if none had died."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types
import pytest

from pipelines.orchestrate.alone import alone
from pipelines.settings import REPOSITORY, Settings
from pipelines.verify import verify
from tests.crash.conftest import SECOND
from tests.crash.content import content, differences, doubled
from tests.crash.homes import Journey, Undisturbed, copy, reading

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(1200)]

WORK_LASTS = 30.0
"""Seconds from the first task to the end of the night, about."""


@pytest.fixture(scope="session")
def second_night(published: Path, place: Path) -> Undisturbed:
    """The second night of all feeds: what is loaded does not depend on who runs it."""
    day = SECOND.isoformat()
    words = ("backfill", "--from", day, "--to", day, "--at", "02:00")
    return Undisturbed.of(Journey("second night", published, words), place / "undisturbed second night")


@pytest.mark.parametrize("number", range(10))
def test_a_night_under_airflow_that_is_killed_is_finished_by_the_next(
    number: int, second_night: Undisturbed, published: Path, tmp_path: Path
) -> None:
    chance = random.Random(number)
    settings = Settings(home=copy(published, tmp_path / "home"))
    with reading(settings.home):
        caller = nightly(settings)
        while caller.poll() is None and not list(settings.staging.glob(f"*/{SECOND}/*")):
            time.sleep(0.2)
        time.sleep(chance.uniform(0, WORK_LASTS))
        kill_some(caller, chance)
        caller.wait(600)
        with alone(settings, "the test", 120):
            pass  # whatever outlived its caller has ended
        assert nightly(settings).wait(900) == 0, said(settings)
    assert differences(content(settings), second_night.content) == []
    assert doubled(settings) == []
    assert verify(settings) == []
    assert left_over(settings) == []


def test_a_night_whose_worker_is_killed_does_not_wait_for_good(published: Path, tmp_path: Path) -> None:
    """Each of the idle ones may hold the lock of the queue: all are killed, so that one of them does."""
    settings = Settings(home=copy(published, tmp_path / "home"))
    caller = nightly(settings)
    while caller.poll() is None and not list(settings.staging.glob(f"*/{SECOND}/*")):
        time.sleep(0.2)
    for process in psutil.Process(caller.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if " ".join(process.cmdline()).startswith("airflow worker -- LocalExecutor: <idle>"):
                process.kill()
    assert caller.wait(120) == 1
    assert "a worker of the executor was killed" in (settings.airflow / "launcher.log").read_text()
    assert nightly(settings).wait(900) == 0, said(settings)


def nightly(settings: Settings) -> subprocess.Popen[bytes]:
    words = [str(Path(sys.executable).with_name("citydb")), "nightly", "--day", SECOND.isoformat(), "--at", "02:00"]
    with settings.home.with_name("said").open("wb") as told:
        return subprocess.Popen(
            words,
            cwd=REPOSITORY,
            env={**os.environ, "CITYDB_HOME": str(settings.home), "CITYDB_MEMORY": "500MB"},
            stdout=told,
            stderr=told,
        )


def said(settings: Settings) -> str:
    return settings.home.with_name("said").read_text()


def kill_some(caller: subprocess.Popen[bytes], chance: random.Random) -> None:
    """One process of the night, whichever it is, or the caller, or all of them."""
    with suppress(psutil.NoSuchProcess):
        me = psutil.Process(caller.pid)
        family = me.children(recursive=True)
        chosen = chance.choice([[me], [me, *family], *([one] for one in chance.sample(family, min(4, len(family))))])
        for process in chosen:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def left_over(settings: Settings) -> list[Path]:
    return [
        *settings.staging.glob("*/[0-9]*-[0-9]*-[0-9]*/*"),
        *settings.staging.glob("spill/*"),
        *settings.landing.glob("incoming/[0-9a-f]*"),
        *settings.published.glob(".[mnr]*"),
        *settings.home.rglob("*.unfinished"),
    ]
