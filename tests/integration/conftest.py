"""Made-up cities with their suppliers up, and the nights of one, without Airflow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pipelines import night
from pipelines.clock import days, night_of
from pipelines.contract import areas
from pipelines.night import Settlement
from pipelines.settings import Settings
from simulator.city import simulate
from simulator.suppliers import running

FIRST, LAST = date(2024, 1, 15), date(2024, 1, 16)
City = Callable[..., Settings]


@contextmanager
def cities(folders: pytest.TempPathFactory) -> Iterator[City]:
    """A function that makes a city and starts its suppliers; all of them are stopped in the end."""
    made: list[Settings] = []

    def make(citizens: int = 2_000, seed: int = 1, faults: tuple[str, ...] = (), last: date = LAST) -> Settings:
        settings = Settings(home=folders.mktemp("home") / "var")
        simulate(settings, citizens, FIRST, last, seed, faults, lambda _: None)
        running.up(settings)
        made.append(settings)
        return settings

    try:
        yield make
    finally:
        for settings in made:
            running.down(settings)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """Cities of one module."""
    with cities(tmp_path_factory) as make:
        yield make


def copy_of(settings: Settings, home: Path) -> Settings:
    """A copy of a city's warehouse and landing zone, which knows the same suppliers."""
    copy = Settings(home=home)
    for folder in ("warehouse", "landing"):
        shutil.copytree(settings.home / folder, copy.home / folder)
    shutil.copy(settings.suppliers_file, copy.suppliers_file)
    return copy


def run_night(settings: Settings, day: date, run: str = "night") -> dict[str, Settlement]:
    """All areas' nights of one business day at 02:00 of the next."""
    return {area: night.run_area(settings, area, day, night_of(day), f"{run}-{day}") for area in areas()}


def run_nights(settings: Settings, last: date = LAST) -> list[Settlement]:
    """All nights from the first, in order."""
    return [one for day in days(FIRST, last) for one in run_night(settings, day).values()]


def drop_file(settings: Settings, supplier: str, day: date) -> Path:
    """The file a district delivered for a day."""
    (found,) = (settings.simulated / "drop" / supplier).glob(f"hoso-{day:%Y%m%d}.*")
    return found
