"""A warehouse to fill by hand, and a real one of a small city."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.unit.marts.city import City, empty_warehouse
from tests.unit.publish.homes import Homes, homes


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_warehouse(tmp_path_factory.mktemp("blank"))


@pytest.fixture
def city(blank: Path, tmp_path: Path) -> Iterator[City]:
    """An empty warehouse of one's own."""
    made = City.opened(Path(shutil.copy(blank, tmp_path / "city.duckdb")), tmp_path)
    yield made
    made.con.close()


@pytest.fixture(scope="session")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Two real nights of 2,000 citizens, the same ones the publication's tests use."""
    return homes(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path, date], City]]:
    """A function that copies a home's warehouse and makes the marts of a day."""
    made: list[City] = []

    def opened(home: Path, day: date) -> City:
        folder = tmp_path_factory.mktemp("opened")
        made.append(City.opened(Path(shutil.copy(home / "warehouse" / "city.duckdb", folder)), folder))
        made[-1].build(day)
        return made[-1]

    yield opened
    for one in made:
        one.con.close()
