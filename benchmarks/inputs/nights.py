"""A city of 90 business days with its suppliers up, and homes in which some of its nights are over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from benchmarks.model import DAY, Input, Place
from pipelines.cli.nights import ALL_LOADED, INCOMPLETE
from pipelines.clock import days
from pipelines.settings import Settings
from simulator.city import simulate
from simulator.suppliers import running

NIGHTS = days(DAY, DAY + timedelta(days=89))
MIDDLE = NIGHTS[44]
"""The day that comes late."""

CITY, NO_CITY = "city of 90 nights", "no city of 90 nights"
BEFORE, GAP = "nights before the middle", "all nights but the middle one"


def city(place: Place) -> Settings:
    """The home of the city; its suppliers are known there."""
    return Settings(home=place.inputs / "nights")


def own_home(place: Place, state: str | None = None) -> Settings:
    """A home of one's own that knows the suppliers, empty or a copy of one in that state."""
    settings = place.own
    if state is None:
        shutil.copytree(city(place).secrets, settings.secrets)
        shutil.copyfile(city(place).suppliers_file, settings.suppliers_file)
    else:
        shutil.copytree(place.inputs / state, settings.home, symlinks=True, copy_function=_share)
    return settings


def backfill(settings: Settings, wanted: Sequence[date]) -> None:
    """What a person does who wants these days: one process of the program, publication included.

    Raises:
        SystemExit: it broke.
    """
    program = str(Path(sys.executable).with_name("citydb"))
    words = [program, "backfill", "--from", str(wanted[0]), "--to", str(wanted[-1]), "--at", "02:00"]
    environ = {**os.environ, "CITYDB_HOME": str(settings.home)}
    done = subprocess.run(words, env=environ, capture_output=True, text=True)
    if done.returncode not in (ALL_LOADED, INCOMPLETE):
        raise SystemExit(f"{' '.join(words[1:])}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _share(source: str, target: str) -> None:
    """What is never changed need not be there twice."""
    if Path(source).parent.name == "warehouse":
        shutil.copyfile(source, target)
    else:
        os.link(source, target)


def _city(place: Place) -> None:
    simulate(city(place), place.citizens, NIGHTS[0], NIGHTS[-1], 1, (), lambda _: None)
    running.up(city(place))


def _no_city(place: Place) -> None:
    running.down(city(place))


def _before(place: Place) -> None:
    settings = own_home(place)
    backfill(settings, NIGHTS[: NIGHTS.index(MIDDLE)])
    shutil.move(settings.home, place.inputs / BEFORE)


def _gap(place: Place) -> None:
    settings = own_home(place, BEFORE)
    backfill(settings, NIGHTS[NIGHTS.index(MIDDLE) + 1 :])
    shutil.move(settings.home, place.inputs / GAP)


INPUTS = (
    Input(CITY, _city, afterwards=NO_CITY),
    Input(NO_CITY, _no_city),
    Input(BEFORE, _before, needs=(CITY,)),
    Input(GAP, _gap, needs=(BEFORE,)),
)
