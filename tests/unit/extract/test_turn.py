"""Who waits for another process lands what the supplier shows when the turn comes, and nothing older."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.extract import Source, gather
from pipelines.extract.secret import Secret
from pipelines.extract.turn import turn
from pipelines.land import manifests
from pipelines.settings import Settings
from tests.unit.extract.builders import AT, DAY, folder_source, service_source, table_source
from tests.unit.extract.service import Service, citizens

Shown = tuple[Source, Callable[[str], None]]
"""A source, and a function that has it show something for the day."""


@pytest.fixture(params=["files", "http", "sql"])
def shown(request: pytest.FixtureRequest, tmp_path: Path, service: Service, token: Secret) -> Shown:
    place = tmp_path / "place"
    if request.param == "http":
        return service_source(service.url, token), lambda mark: _answer(service, mark)
    if request.param == "files":
        place.mkdir()
        return folder_source(str(place)), lambda mark: _write(place / "hoso-20240115.csv", mark)
    return table_source(f"sqlite:///{place}"), lambda mark: _fill(place, mark)


def _answer(service: Service, mark: str) -> None:
    service.records["2024-01-15"] = citizens(3, mark)


def _write(path: Path, mark: str) -> None:
    path.write_text(mark)


def _fill(path: Path, mark: str) -> None:
    with sqlite3.connect(path) as con:
        con.execute("DROP TABLE IF EXISTS the_bhyt")
        con.execute("CREATE TABLE the_bhyt (ngay_trich TEXT, ma_the TEXT, ho_ten TEXT, den_ngay TEXT, muc_huong TEXT)")
        con.execute("INSERT INTO the_bhyt VALUES ('2024-01-15', 'HS4010000000001', ?, NULL, '1')", [mark])
    con.close()


def test_who_waits_for_a_turn_lands_what_is_shown_then(home: Settings, shown: Shown) -> None:
    source, show = shown
    show("first")
    gather(home, source, (DAY,), AT)
    show("never fetched")
    with ThreadPoolExecutor(1) as other:
        with turn(home, source, DAY):
            waiting = other.submit(gather, home, source, (DAY,), AT)
            time.sleep(0.5)
            show("first")
        outcome = waiting.result(30)
    (only,) = manifests(home, source.feed, DAY)
    assert outcome.landed == (only.delivery_id,)
