from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Settings
from simulator.city import simulate
from simulator.suppliers import running
from tests import warm
from tests.crash.homes import Journey, Undisturbed, copy

FIRST, SECOND, THIRD = (date(2024, 1, day) for day in (15, 16, 17))
NIGHT = ("--day", SECOND.isoformat(), "--at", "02:00")
FEEDS = ("population.citizen", "insurance.card", "procedures.dossier")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deaths")


@pytest.fixture(scope="session")
def empty(place: Path) -> Iterator[Path]:
    """A home that knows where its suppliers are, and nothing else; they run as long as the tests."""
    city = Settings(home=place / "city")
    simulate(city, 2_000, FIRST, THIRD, 11, (), lambda _: None)
    running.up(city)
    home = place / "empty"
    home.mkdir(mode=0o700)
    shutil.copy(city.suppliers_file, home)
    shutil.copytree(city.secrets, home / "secrets")
    try:
        yield home
    finally:
        running.down(city)


@pytest.fixture(scope="session")
def settled(empty: Path, place: Path) -> Path:
    """The first night, not yet published."""
    home = copy(empty, place / "settled")
    words = ["backfill", "--from", FIRST.isoformat(), "--to", FIRST.isoformat(), "--at", "02:00"]
    assert warm.run(words, home, also={"CITYDB_CRASH_AT": "publish: begun"}) == -9, warm.said(home)
    return home


@pytest.fixture(scope="session")
def published(settled: Path, place: Path) -> Path:
    """The first night, published."""
    home = copy(settled, place / "published")
    assert warm.run(["publish"], home) == 0, warm.said(home)
    return home


@pytest.fixture(scope="session")
def nights(published: Path, place: Path) -> list[Undisturbed]:
    """The second night of two feeds: one of changes over HTTP, one of a whole register from a database."""
    return [night_of(feed, published, place) for feed in FEEDS[:2]]


@pytest.fixture(scope="session")
def all_nights(nights: list[Undisturbed], published: Path, place: Path) -> list[Undisturbed]:
    """The second night of each feed."""
    return [*nights, night_of(FEEDS[2], published, place)]


@pytest.fixture(scope="session")
def backfill(published: Path, place: Path) -> Undisturbed:
    """The second and third day of one feed."""
    return backfill_of(FEEDS[0], published, place)


@pytest.fixture(scope="session")
def backfills(backfill: Undisturbed, published: Path, place: Path) -> list[Undisturbed]:
    """The second and third day of each feed."""
    return [backfill, *(backfill_of(feed, published, place) for feed in FEEDS[1:])]


@pytest.fixture(scope="session")
def journeys(
    nights: list[Undisturbed], empty: Path, settled: Path, published: Path, pruning: Journey, place: Path
) -> list[Undisturbed]:
    """Ways through the program that together come to every crash point."""
    first = ("run", "procedures.dossier", "--supplier", "d001", "--day", FIRST.isoformat(), "--at", "02:00")
    other = [
        pruning,
        Journey("first run", empty, first),
        Journey("first publication", settled, ("publish",)),
        Journey("rebuild", published, ("rebuild",)),
    ]
    made = [Undisturbed.of(journey, place / f"undisturbed {journey.name}") for journey in other]
    return [made[0], *nights, *made[1:]]


@pytest.fixture(scope="session")
def pruning(settled: Path, published: Path, place: Path) -> Journey:
    """A publication that finds two older ones, of which one has to go and the other loses its core."""
    home = copy(settled, place / "pruning")
    (shown,) = published.glob("published/2*")
    shutil.copytree(published / "secrets", home / "secrets", dirs_exist_ok=True)
    for name in ("2024-01-13-001", "2024-01-14-001"):
        older = home / "published" / name
        shutil.copytree(shown, older)
        with duckdb.connect(str(older / "city.duckdb")) as con:
            con.execute("UPDATE publication.about SET fingerprint = 'an older state', name = ?", [name])
    (home / "published" / "current").symlink_to("2024-01-14-001")
    size, core = (sum(file.stat().st_size for file in shown.rglob(name)) for name in ("*.*", "core.duckdb"))
    room = 2 * size - core + (size - core) // 2
    return Journey("pruning", home, ("publish",), {"CITYDB_KEEP_GB": f"{room / 1e9:.9f}"})


def night_of(feed: str, published: Path, place: Path) -> Undisturbed:
    journey = Journey(feed, published, ("run", feed, *NIGHT))
    return Undisturbed.of(journey, place / f"undisturbed {journey.name}")


def backfill_of(feed: str, published: Path, place: Path) -> Undisturbed:
    days = ("--from", SECOND.isoformat(), "--to", THIRD.isoformat(), "--at", "02:00")
    journey = Journey(f"backfill {feed}", published, ("backfill", feed, *days))
    return Undisturbed.of(journey, place / f"undisturbed {journey.name}")
