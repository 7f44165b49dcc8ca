"""An errand through the real registry, and what stays in its outcome when facts about a supplier are wrong."""

from __future__ import annotations

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.extract import Errand, Missing, Outcome, collect
from pipelines.extract.failures import Unavailable
from pipelines.extract.secret import Secret
from pipelines.extract.slots import slot
from pipelines.extract.suppliers import Supplier
from pipelines.land import manifest
from pipelines.settings import Settings
from tests.unit.extract.builders import AT, DAY, NEXT
from tests.unit.extract.service import Asked, Reply, Service, citizens


def test_an_errand_to_the_ministry_lands_by_its_layout(home: Settings, service: Service, token: Secret) -> None:
    home.home.mkdir()
    home.suppliers_file.write_text(f'[bca]\nkind = "http"\nurl = "{service.url}"\ntoken_file = "{token.place}"\n')
    service.records["2024-01-15"] = citizens(2001)
    outcome = collect(home, Errand("population.citizen", "bca", (DAY, NEXT)), AT)
    landed = manifest(home, outcome.landed[0])
    assert (landed.layout, landed.contract_version, landed.origin) == ("bca", "1.0.0", "/v1/citizens/changes")
    assert [(asked.offset, asked.limit) for asked in service.asked] == [(0, 2000), (2000, 2000), (0, 2000)]
    assert [missing.day for missing in outcome.missing] == [NEXT]


def test_errands_of_several_feeds_go_to_one_supplier_side_by_side_within_its_limit(
    home: Settings, service: Service, token: Secret
) -> None:
    home.home.mkdir()
    home.suppliers_file.write_text(
        f'[bca]\nkind = "http"\nurl = "{service.url}"\ntoken_file = "{token.place}"\nmax_parallel = 2\n'
    )
    service.records["2024-01-15"] = citizens(3)
    paths = {
        "population.citizen": "/v1/citizens/changes",
        "population.eid_account": "/v1/eid-accounts/changes",
        "population.id_application": "/v1/id-applications/changes",
    }
    at_once, most, lock = 0, 0, threading.Lock()

    def count(asked: Asked, good: Reply) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.3)
        with lock:
            at_once -= 1

    service.misbehave = count
    with ThreadPoolExecutor(len(paths)) as errands:
        outcomes = list(errands.map(lambda feed: collect(home, Errand(feed, "bca", (DAY,)), AT), paths))
    assert [outcome.missing for outcome in outcomes] == [()] * 3
    landed = [manifest(home, delivery) for outcome in outcomes for delivery in outcome.landed]
    assert {one.feed: one.origin for one in landed} == paths
    assert most == 2


def test_a_supplier_nobody_described_is_missing_and_not_an_error(home: Settings) -> None:
    outcome = collect(home, Errand("population.citizen", "bca", (DAY, NEXT)), AT)
    assert [missing.day for missing in outcome.missing] == [DAY, NEXT]
    assert "There is no suppliers.toml" in outcome.missing[0].reason


def test_a_supplier_of_another_kind_than_its_layout_is_missing(home: Settings) -> None:
    home.home.mkdir()
    home.suppliers_file.write_text('[bca]\nkind = "files"\nurl = "drop"\n')
    outcome = collect(home, Errand("population.citizen", "bca", (DAY,)), AT)
    assert "of kind files, but its layout bca" in outcome.missing[0].reason


def test_a_token_that_others_can_read_makes_all_days_missing(home: Settings, service: Service, token: Secret) -> None:
    home.home.mkdir()
    home.suppliers_file.write_text(f'[bca]\nkind = "http"\nurl = "{service.url}"\ntoken_file = "{token.place}"\n')
    Path(token.place).chmod(0o644)
    outcome = collect(home, Errand("population.citizen", "bca", (DAY, NEXT)), AT)
    assert [missing.day for missing in outcome.missing] == [DAY, NEXT]
    assert "chmod 600" in outcome.missing[0].reason
    assert service.asked == []


def test_errand_and_outcome_pass_between_processes_as_json() -> None:
    errand = Errand("insurance.card", "bhxh", (DAY, NEXT))
    outcome = Outcome("insurance.card", "bhxh", ("0123456789abcdef",), (Missing(NEXT, "chưa có"),), ("note",))
    assert Errand.from_json(errand.to_json()) == errand
    assert Outcome.from_json(outcome.to_json()) == outcome


def _hold(home: Settings, supplier: Supplier, seconds: float, started: object) -> None:
    with slot(home, supplier):
        started.set()  # type: ignore[attr-defined]  # multiprocessing's events have no public class
        time.sleep(seconds)


def test_no_more_errands_to_a_supplier_at_once_than_it_allows(home: Settings) -> None:
    supplier = Supplier("bca", "http", "http://127.0.0.1:9", max_parallel=1)
    spawn = multiprocessing.get_context("spawn")
    started = spawn.Event()
    other = spawn.Process(target=_hold, args=(home, supplier, 60, started))
    other.start()
    try:
        assert started.wait(30)
        with pytest.raises(Unavailable, match="1 places at bca stayed taken"), slot(home, supplier, wait_seconds=0.2):
            pass
        with slot(home, Supplier("d001", "files", "x", max_parallel=1), wait_seconds=0):
            pass
    finally:
        other.kill()
        other.join()
    with slot(home, supplier, wait_seconds=5):
        pass


def test_an_old_day_of_a_source_that_gives_only_its_present_state_is_said_in_one_sentence(home: Settings) -> None:
    from pipelines.extract import gather
    from tests.unit.extract.builders import table_source

    source = table_source(f"sqlite:///{home.home}/none.db", gives="present_only")
    outcome = gather(home, source, (DAY - timedelta(days=1),), AT)
    assert "no longer available" in outcome.missing[0].reason
