"""A disk without room, at every stage: told by name, nothing half done, and gone on with when there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pipelines.cli import main
from pipelines.clock import night_of
from pipelines.errors import EngineFailure, Retryable
from pipelines.orchestrate import area_steps, city_steps
from pipelines.orchestrate.run import Facts, Run
from pipelines.publish import current
from pipelines.settings import Settings
from pipelines.unforeseen import DiskFull
from pipelines.verify import verify
from simulator.city import simulate
from simulator.suppliers.entries import write_entries
from tests.crash.content import content, differences, doubled

DAY = date(2024, 1, 15)
RUN = Run("night", DAY, night_of(DAY))
DISTRICTS = ("d001", "d268")
MEGABYTES = 160


class Disk:
    """A small disk with a home, which can be filled to the last byte and emptied again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._ballast = settings.home.parent / "ballast"

    @contextmanager
    def full(self) -> Iterator[None]:
        with self._ballast.open("wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, shutil.disk_usage(self.settings.home).free)
        try:
            yield
        finally:
            self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A home on a disk of its own, with two districts' drop folders elsewhere."""
    city = Settings(home=tmp_path / "city")
    simulate(city, 1_000, DAY, DAY, 11, (), lambda _: None)
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mounting, check=False, capture_output=True).returncode:
        pytest.skip("a full disk is tried on a small tmpfs, and only root may mount one")
    try:
        settings = Settings(home=place / "home", memory="200MB")
        settings.home.mkdir()
        drops = city.simulated / "drop"
        write_entries(
            settings.suppliers_file,
            {name: {"kind": "files", "url": (drops / name).as_uri()} for name in DISTRICTS},
        )
        monkeypatch.setenv("CITYDB_HOME", str(settings.home))
        yield Disk(settings)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def errands() -> list[Facts]:
    return [errand for errand in area_steps.due("procedures", RUN) if errand["supplier"] in DISTRICTS]


def collect(asked: list[Facts]) -> None:
    for errand in asked:
        assert area_steps.extract("procedures", RUN, errand) == {"landed": 1, "missing": 0}


def load() -> None:
    assert area_steps.validate("procedures", RUN) == ["procedures.dossier"]
    assert area_steps.load("procedures", RUN, "procedures.dossier") == {"loaded": 2}


def settle() -> None:
    for area in ("population", "insurance", "procedures"):
        area_steps.settle(area, RUN, [])


def assert_told(step: Callable[[], object], disk: Disk) -> None:
    with disk.full(), pytest.raises(DiskFull) as failure:
        step()
    assert isinstance(failure.value, EngineFailure)
    assert isinstance(failure.value, Retryable)
    assert failure.value.what.startswith("The disk is full: ")
    assert "0.0 MB are free" in failure.value.what
    assert failure.value.where == str(disk.settings.home)
    assert failure.value.next_step.startswith("Make room there and run the same again")


def test_at_every_step_it_is_told_and_the_same_step_goes_on_when_there_is_room(disk: Disk) -> None:
    settings = disk.settings
    assert_told(lambda: area_steps.due("procedures", RUN), disk)
    asked = errands()
    assert_told(lambda: area_steps.extract("procedures", RUN, asked[0]), disk)
    assert not list(settings.landing.glob("manifests/*/*/*/*.json"))
    assert not list(settings.landing.glob("incoming/[0-9a-f]*"))
    collect(asked)
    assert_told(lambda: area_steps.validate("procedures", RUN), disk)
    assert not list(settings.staging.rglob("procedures.dossier.duckdb"))
    assert area_steps.validate("procedures", RUN) == ["procedures.dossier"]
    before = content(settings)
    assert_told(lambda: area_steps.load("procedures", RUN, "procedures.dossier"), disk)
    assert differences(content(settings), before) == []
    assert area_steps.load("procedures", RUN, "procedures.dossier") == {"loaded": 2}
    before = content(settings)
    assert_told(lambda: area_steps.settle("procedures", RUN, []), disk)
    assert differences(content(settings), before) == []
    settle()
    assert_told(lambda: city_steps.publish(RUN, []), disk)
    assert current(settings) is None
    assert not list(settings.published.glob(".making-*"))
    assert city_steps.publish(RUN, []) == "2024-01-15-001"
    assert verify(settings) == []
    assert doubled(settings) == []


def test_a_publication_that_finds_no_room_leaves_the_one_of_before(disk: Disk) -> None:
    collect(errands())
    settle()
    assert city_steps.publish(RUN, []) == "2024-01-15-001"
    area_steps.due("procedures", RUN)
    load()
    area_steps.settle("procedures", RUN, [])
    assert_told(lambda: city_steps.publish(RUN, []), disk)
    standing = current(disk.settings)
    assert standing is not None
    assert standing.name == "2024-01-15-001"
    assert city_steps.publish(RUN, []) == "2024-01-15-002"
    assert verify(disk.settings) == []


def test_the_command_line_tells_it_and_the_same_command_goes_on_when_there_is_room(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["citydb", "run", "procedures.dossier", "--supplier", "d001", "--day", str(DAY), "--at", "02:00"]
    monkeypatch.setattr(sys, "argv", words)
    with disk.full(), pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "The disk is full: citydb run could not write, 0.0 MB are free." in said
    assert "Make room there and run the same again" in said
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3  # the other districts are missing
    assert verify(disk.settings) == []
