"""SIGKILL at every crash point and at random moments: the next run ends as if nothing had died."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types
import pytest

from pipelines.crash_points import VARIABLE
from tests import warm
from tests.crash.homes import Undisturbed, copy, reading
from tests.crash.labels import labels, places

JOURNEYS = range(6)


def test_no_label_stands_at_two_places() -> None:
    assert [label for label, count in Counter(label for label, _ in places()).items() if count > 1] == []


def test_every_crash_point_is_come_to(journeys: list[Undisturbed]) -> None:
    assert set(labels()) - {label for one in journeys for label in one.passed} == set()


@pytest.mark.parametrize("number", JOURNEYS)
def test_runs_that_die_at_one_point_after_the_other_are_finished_by_the_next(
    number: int, journeys: list[Undisturbed], tmp_path: Path
) -> None:
    """Each run dies some points further than the one before it, in the home the dead ones left.

    Every fifth point is died at here, and each one by itself in the slow tests.
    """
    undisturbed = journeys[number]
    known = {label for one in journeys[:number] for label in one.passed}
    home = copy(undisturbed.journey.start, tmp_path / "home")
    for label in [label for label in undisturbed.passed if label not in known][::5]:
        if not dies(undisturbed, home, label):
            # what is left to do does not come to that point any more: it is done
            undisturbed.check(home)
            copy(undisturbed.journey.start, home)
            assert dies(undisturbed, home, label), label
    undisturbed.finish(home)


@pytest.mark.slow
@pytest.mark.parametrize("label", labels())
def test_a_run_that_dies_at_a_point_is_finished_by_the_next(
    label: str, journeys: list[Undisturbed], tmp_path: Path
) -> None:
    for undisturbed in (one for one in journeys if label in one.passed):
        home = copy(undisturbed.journey.start, tmp_path / "home")
        assert dies(undisturbed, home, label)
        undisturbed.finish(home)


@pytest.mark.parametrize("number", range(2))
def test_a_night_that_dies_at_any_moment_five_times_is_finished_by_the_next(
    number: int, nights: list[Undisturbed], tmp_path: Path
) -> None:
    die_somewhere_and_be_finished(nights[number], number, 5, tmp_path / "home")


@pytest.mark.parametrize("number", range(2))
def test_a_backfill_that_dies_at_any_moment_five_times_is_finished_by_the_next(
    number: int, backfill: Undisturbed, tmp_path: Path
) -> None:
    die_somewhere_and_be_finished(backfill, number, 5, tmp_path / "home")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(10, 210))
def test_a_night_that_dies_at_any_of_many_moments_is_finished_by_the_next(
    number: int, all_nights: list[Undisturbed], tmp_path: Path
) -> None:
    die_somewhere_and_be_finished(all_nights[number % len(all_nights)], number, 1, tmp_path / "home")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(10, 210))
def test_a_backfill_that_dies_at_any_of_many_moments_is_finished_by_the_next(
    number: int, backfills: list[Undisturbed], tmp_path: Path
) -> None:
    die_somewhere_and_be_finished(backfills[number % len(backfills)], number, 1, tmp_path / "home")


def dies(undisturbed: Undisturbed, home: Path, label: str) -> bool:
    """Whether a run that is to die at a point did; otherwise it ended well."""
    with reading(home):
        code = warm.run(undisturbed.journey.words, home, also={**undisturbed.journey.also, VARIABLE: label})
    assert code in (-signal.SIGKILL, 0, 3), warm.said(home)
    return code == -signal.SIGKILL


def die_somewhere_and_be_finished(undisturbed: Undisturbed, number: int, deaths: int, home: Path) -> None:
    moments = random.Random(number)
    copy(undisturbed.journey.start, home)
    while deaths:
        if is_killed_after(moments.uniform(0, undisturbed.seconds), undisturbed, home):
            deaths -= 1
        else:
            undisturbed.check(home)  # it was quicker than that
            copy(undisturbed.journey.start, home)
    undisturbed.finish(home)


def is_killed_after(seconds: float, undisturbed: Undisturbed, home: Path) -> bool:
    """Whether a run was killed once it had used so much CPU time; otherwise it ended well before."""
    with reading(home):
        process = warm.start(undisturbed.journey.words, home, also=undisturbed.journey.also)
        with suppress(psutil.NoSuchProcess):
            while process.is_alive() and warm.used(process) < seconds:
                time.sleep(0.002)
        process.kill()
        process.join()
    assert process.exitcode in (-signal.SIGKILL, 0, 3), warm.said(home)
    return process.exitcode == -signal.SIGKILL
