"""A task that is tried again while its first try still runs: two processes in one run's folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from pipelines.clock import night_of
from pipelines.orchestrate import area_steps
from pipelines.orchestrate.run import Facts, Run
from pipelines.settings import Settings
from pipelines.verify import verify
from simulator.city import simulate
from simulator.suppliers.entries import write_entries
from tests import warm
from tests.crash.content import Content, content, differences, doubled
from warehouse.connection import connect

AREA, FEED = "procedures", "procedures.dossier"
DISTRICTS = ("d001", "d268")
DAY = date(2024, 1, 15)
RUN = Run("night", DAY, night_of(DAY))
LOADED = {"loaded": 2}

due: Callable[[], object] = partial(area_steps.due, AREA, RUN)
validate: Callable[[], object] = partial(area_steps.validate, AREA, RUN)
load: Callable[[], object] = partial(area_steps.load, AREA, RUN, FEED)
settle: Callable[[], object] = partial(area_steps.settle, AREA, RUN, [])
settle_after_a_failure: Callable[[], object] = partial(area_steps.settle, AREA, RUN, ["load"])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two districts' drop folders, and a run that has collected from them."""
    settings = Settings(home=tmp_path / "home")
    simulate(settings, 1_000, DAY, DAY, 11, (), lambda _: None)
    drops = settings.simulated / "drop"
    write_entries(
        settings.suppliers_file, {name: {"kind": "files", "url": (drops / name).as_uri()} for name in DISTRICTS}
    )
    monkeypatch.setenv("CITYDB_HOME", str(settings.home))
    for errand in errands():
        area_steps.extract(AREA, RUN, errand)
    return settings


def errands() -> list[Facts]:
    return [errand for errand in area_steps.due(AREA, RUN) if errand["supplier"] in DISTRICTS]


def alone(settings: Settings) -> Content:
    """What one try after the other makes of it."""
    settings.warehouse_file.unlink()
    connect(settings, settings.warehouse_file).close()
    for step in (due, validate, load, settle):
        step()
    return content(settings)


def test_whatever_is_tried_twice_at_once_is_done_once(home: Settings) -> None:
    collect = [partial(area_steps.extract, AREA, RUN, errand) for errand in errands()]
    assert warm.at_once(*collect, *collect, home=home.home) == [0, 0, 0, 0]
    assert warm.at_once(validate, validate, home=home.home) == [0, 0]
    assert warm.at_once(load, load, home=home.home) == [0, 0]
    assert warm.at_once(settle, settle, home=home.home) == [0, 0]
    assert doubled(home) == []
    assert verify(home) == []
    assert not list(home.staging.glob(f"{AREA}/*/*"))
    assert differences(content(home), alone(home)) == []


def test_a_settlement_that_does_not_wait_for_a_load_loses_nothing(home: Settings) -> None:
    validate()
    assert warm.at_once(load, settle_after_a_failure, home=home.home) == [0, 0]
    settle()
    assert doubled(home) == []
    assert verify(home) == []
    assert differences(content(home), alone(home)) == []


def test_a_load_whose_run_was_settled_meanwhile_says_so_and_changes_nothing(home: Settings) -> None:
    validate()
    load()
    settle()
    before = content(home)
    with pytest.raises(area_steps.NothingToLoad, match="was settled before this load of procedures.dossier began"):
        load()
    assert differences(content(home), before) == []
