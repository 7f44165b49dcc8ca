"""The same faults of suppliers for every feed, by how it is sent: a new feed gets them by its line in `feeds.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from pipelines.clock import days, night_of
from pipelines.contract import areas, feeds
from pipelines.night.run import run_days
from pipelines.settings import Settings
from simulator.city import simulate
from simulator.facts import Wire, wires
from simulator.faults import FAULTS
from simulator.suppliers import running
from tests.truth import ledger_differences, mart_differences, record_differences

FIRST, LAST = date(2024, 1, 4), date(2024, 1, 9)
NEEDS_LINES = {"unclosed_quote", "reclosed_quote"}
"""A quote can only swallow lines where there are some: on the first day, when everything is told."""


def faults_of(wire: Wire) -> Iterator[str]:
    """Every fault the feed can have as it is sent, each on a day or with a supplier of its own."""
    others = days(FIRST + timedelta(days=1), LAST - timedelta(days=1))
    free = [day for day in others if wire.weekday in (None, day.isoweekday())]
    swallowing = iter(wire.suppliers)
    for kind in FAULTS.values():
        if kind.name == "dropped_column" or not kind.concerns(wire):
            continue
        supplier = next(swallowing, None) if kind.name in NEEDS_LINES else wire.suppliers[-1]
        if kind.name in NEEDS_LINES:
            day = FIRST
        elif kind.name == "outage":  # who was down is asked once only on the day after
            day = LAST
        else:
            day = free.pop(0) if free else None
        if supplier is not None and day is not None:
            yield f"{kind.name}:{supplier}/{wire.feed}:{day}"


def delivering() -> list[Wire]:
    return [wire for wire in wires() if wire.is_sent_on(FIRST + timedelta(days=4))]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = Settings(home=tmp_path_factory.mktemp("home") / "var")
    faults = [fault for wire in delivering() for fault in faults_of(wire)]
    simulate(settings, 3_000, FIRST, LAST, 5, faults, lambda _: None)
    running.up(settings)
    try:
        for area in areas():
            run_days(settings, area, {day: night_of(day) for day in days(FIRST, LAST)}, f"range of {area}")
        yield settings
    finally:
        running.down(settings)


def test_every_feed_has_every_fault_of_the_way_it_is_sent() -> None:
    struck = {(fault.partition(":")[0], wire.transport) for wire in delivering() for fault in faults_of(wire)}
    possible = {(kind.name, wire.transport) for kind in FAULTS.values() for wire in wires() if kind.concerns(wire)}
    assert possible - struck == {("dropped_column", "sql")}
    assert {wire.feed for wire in wires()} == set(feeds())


def test_every_delivery_is_loaded_refused_or_missing_as_the_truth_has_it(city: Settings) -> None:
    assert ledger_differences(city) == []


def test_what_was_refused_left_no_trace_in_any_feed(city: Settings) -> None:
    # the delivery that told of all signatures so far is refused, and so is the only one of the indices
    assert record_differences(
        city, LAST, but={"population.digital_signature", "procedures.reform_index"}
    ) == dict.fromkeys(feeds(), 0)


def test_after_the_faults_every_cell_of_every_mart_equals_the_truth(city: Settings) -> None:
    assert mart_differences(city, LAST) == {}
