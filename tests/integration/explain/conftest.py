"""A real small city with corrections, a refusal and a double claim, for the tests of what is explained of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.clock import night_of
from pipelines.contract import contract_of
from pipelines.explain import Story, explain_figure, find_places, recall
from pipelines.explain.figure import Figure
from pipelines.publish import current, publish
from pipelines.settings import Settings
from tests.integration.conftest import FIRST, LAST, cities, drop_file, run_night
from warehouse.session import session

DOSSIERS, CARDS, CITIZENS = "procedures.dossier", "insurance.card", "population.citizen"
CITYDB = Path(sys.executable).with_name("citydb")


@dataclass(frozen=True)
class Home:
    """Two published nights, and what was done to them."""

    settings: Settings
    corrected: str
    claimed: str

    def ask(self, statement: str, file: Path | None = None) -> list[tuple[Any, ...]]:
        with session(self.settings, file or self.settings.warehouse_file, read_only=True) as con:
            return con.execute(statement).fetchall()

    def one(self, statement: str) -> str:
        (row, *_) = self.ask(statement)
        return str(row[0])

    def story(self, feed: str, key: str) -> Story:
        contract = contract_of(feed)
        with session(self.settings, self.settings.warehouse_file, read_only=True) as con:
            story = recall(con, contract, key)
        return find_places(self.settings, contract, story)

    def figure(self, mart: str, *asked: str) -> Figure:
        publication = current(self.settings)
        assert publication is not None
        with session(self.settings, publication.city, read_only=True) as con:
            return explain_figure(con, mart, asked)

    def citydb(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [CITYDB, "explain", *arguments], env=self.environment, input=typed, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"CITYDB_HOME": str(self.settings.home), "COLUMNS": "400", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with cities(tmp_path_factory) as city:
        settings = city(citizens=1_000, seed=11, faults=(f"truncated_xlsx:d268:{LAST}",))
        corrected, claimed = _correct(settings), _claim(settings)
        for day in (FIRST, LAST):
            run_night(settings, day)
            publish(settings, night_of(day), f"publish {day}")
        yield Home(settings, corrected, claimed)


def _correct(settings: Settings) -> str:
    """A second version of d016's file, in TCVN3, in which one record has another fee; its key."""
    file = drop_file(settings, "d016", LAST)
    *others, last = file.read_bytes().rstrip().split(b"\r\n")
    fields = last.split(b",")
    fields[-2] = b"77.000"
    file.with_name(f"{file.stem}-v2.csv").write_bytes(b"\r\n".join([*others, b",".join(fields)]))
    return fields[0].decode()


def _claim(settings: Settings) -> str:
    """A second version of d002's file that also holds a record of d001's, with another fee; its key."""
    lines = drop_file(settings, "d001", LAST).read_bytes().splitlines()
    fields = next(line for line in lines if b"-240116-" in line).split(b";")
    fields[-2] = b"4321"
    file = drop_file(settings, "d002", LAST)
    file.with_name(f"{file.stem}-v2.csv").write_bytes(file.read_bytes().rstrip() + b"\r\n" + b";".join(fields))
    return fields[0].decode()
