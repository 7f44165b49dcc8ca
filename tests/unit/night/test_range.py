"""Many days of an area at once: what a range leaves behind is what its nights would have left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from pipelines import night
from pipelines.clock import night_of
from pipelines.land import manifests
from pipelines.land.chunks import CHUNK_BYTES
from pipelines.night.backfill import fill
from pipelines.night.plan import (
    ASK,
    JUDGE_AGAIN,
    LEAVE,
    LOAD,
    READ_AGAIN,
    SETTLE,
    Planned,
    Reprocess,
    Source,
    plan,
    what_to_do,
)
from pipelines.night.run import run_days
from tests.unit.extract.service import Reply
from tests.unit.night.ministry import AREA, FEED, Ministry, Row, day

CONTENT = (
    "SELECT * FROM history.population_citizen ORDER BY ALL",
    "SELECT * EXCLUDE (resolved_at) FROM quarantine.record ORDER BY ALL",
    "SELECT * EXCLUDE (loaded_at, run_id, inserted, changed, unchanged, closed) FROM ops.delivery ORDER BY ALL",
    "SELECT delivery_id, is_complete, baseline FROM ops.verdict ORDER BY ALL",
    "SELECT * EXCLUDE (run_id) FROM ops.settlement ORDER BY ALL",
    "SELECT * FROM ops.due ORDER BY ALL",
)
SMALL = 1
"""Bytes of a chunk: every day is one of its own."""


def other(ministry: Ministry) -> Ministry:
    """Another home with the same supplier."""
    home = replace(ministry.home, home=ministry.home.home.parent / "other")
    home.home.mkdir()
    shutil.copytree(ministry.home.secrets, home.secrets)
    shutil.copyfile(ministry.home.suppliers_file, home.suppliers_file)
    return Ministry(home, ministry.service)


def content(ministry: Ministry) -> list[list[Row]]:
    return [ministry.rows(statement) for statement in CONTENT]


def planned(
    ministry: Ministry, *numbers: int, reprocess: Reprocess = Reprocess.MISSING, source: Source = Source.LANDING
) -> list[Planned]:
    asked = [(day(number), night_of(day(number))) for number in numbers]
    return plan(ministry.home, [FEED], asked, night_of(day(30)), reprocess, source)


def filled(
    ministry: Ministry,
    *numbers: int,
    tell: Callable[[str], None] = lambda _: None,
    chunk_bytes: int = CHUNK_BYTES,
    reprocess: Reprocess = Reprocess.MISSING,
    source: Source = Source.LANDING,
    run: str = "backfill",
) -> list[night.Settlement]:
    instants = {day(number): night_of(day(number)) for number in numbers}
    work = planned(ministry, *numbers, reprocess=reprocess, source=source)
    return fill(ministry.home, work, instants, run, tell, chunk_bytes)


@pytest.fixture
def days_of_all_kinds(ministry: Ministry) -> Ministry:
    """Four days of which each has something of its own: all records, a phone changed, a record held, few records."""
    for number in range(1, 5):
        ministry.gives(day(number), 8, soDienThoai=f"09123456{number:02d}")
    ministry.service.records[str(day(3))][2]["gioiTinh"] = "7"
    ministry.service.records[str(day(4))] = ministry.service.records[str(day(4))][:2]
    return ministry


@pytest.mark.parametrize(
    "chunk_bytes",
    [pytest.param(SMALL, id="day by day", marks=pytest.mark.slow), pytest.param(10**9, id="in one piece")],
)
def test_a_range_leaves_what_its_nights_would_have_left(days_of_all_kinds: Ministry, chunk_bytes: int) -> None:
    by_night = other(days_of_all_kinds)
    for number in range(1, 5):
        by_night.night(day(number))
    instants = {day(number): night_of(day(number)) for number in range(1, 5)}
    settlement = run_days(days_of_all_kinds.home, AREA, instants, "range", chunk_bytes=chunk_bytes)
    assert (settlement.problems, settlement.failure) == ((), None)
    assert settlement.changed_days == tuple(str(day(number)) for number in range(1, 5))
    assert content(days_of_all_kinds) == content(by_night)
    assert not list(days_of_all_kinds.home.staging.glob(f"{AREA}/*/*"))


def test_each_day_is_fetched_at_its_own_instant(days_of_all_kinds: Ministry) -> None:
    filled(days_of_all_kinds, 1, 2, 3)
    assert days_of_all_kinds.asked() == [str(day(1)), str(day(2)), str(day(3))]
    assert [one.fetched_at for one in manifests(days_of_all_kinds.home, FEED)] == [night_of(day(n)) for n in (1, 2, 3)]


def test_the_chunks_are_told(days_of_all_kinds: Ministry) -> None:
    heard: list[str] = []
    filled(days_of_all_kinds, 1, 2, 3, tell=heard.append, chunk_bytes=SMALL)
    assert "population 2024-01-15 to 2024-01-17: asking bca (1 of 1)" in heard
    assert [one for one in heard if "validating" in one] == [
        f"population 2024-01-15 to 2024-01-17: validating {day(n)} to {day(n)}, chunk {n} of 3" for n in (1, 2, 3)
    ]


def test_an_interruption_loses_a_chunk_at_most_and_the_next_backfill_goes_on(days_of_all_kinds: Ministry) -> None:
    undisturbed = other(days_of_all_kinds)
    filled(undisturbed, 1, 2, 3)

    def interrupt(what: str) -> None:
        if "validating" in what and "chunk 2" in what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled(days_of_all_kinds, 1, 2, 3, tell=interrupt, chunk_bytes=SMALL)
    assert not list(days_of_all_kinds.home.staging.glob(f"{AREA}/*/*"))
    assert [(one.state, one.what) for one in planned(days_of_all_kinds, 1, 2, 3)] == [
        ("loaded", SETTLE),
        ("landed", LOAD),
        ("landed", LOAD),
    ]
    days_of_all_kinds.asked()
    (settlement,) = filled(days_of_all_kinds, 1, 2, 3)
    assert (settlement.problems, settlement.failure) == ((), None)
    assert days_of_all_kinds.asked() == []
    assert content(days_of_all_kinds) == content(undisturbed)
    assert {one.what for one in planned(days_of_all_kinds, 1, 2, 3)} == {LEAVE}


def test_a_day_in_the_middle_that_comes_late_changes_what_its_night_would_have(days_of_all_kinds: Ministry) -> None:
    on_time = other(days_of_all_kinds)
    filled(on_time, 1, 2, 3, 4)
    filled(days_of_all_kinds, 1, 2, 4)
    filled(days_of_all_kinds, 3)
    history, quarantine, *_ = content(days_of_all_kinds)
    assert [history, quarantine] == content(on_time)[:2]


def test_only_days_that_broke_carry_the_note_that_says_so(days_of_all_kinds: Ministry) -> None:
    def spoil(what: str) -> None:
        if "validating" in what and "chunk 2" in what:
            (landed,) = manifests(days_of_all_kinds.home, FEED, day(2))
            shutil.rmtree(days_of_all_kinds.home.home / landed.landed_path)

    (settlement,) = filled(days_of_all_kinds, 1, 2, 3, tell=spoil, chunk_bytes=SMALL)
    assert settlement.failure is not None and "lacks the content" in settlement.failure
    assert {one.business_day: one.state for one in settlement.problems} == {
        str(day(2)): "landed",
        str(day(3)): "landed",
    }
    assert days_of_all_kinds.rows("SELECT business_day, note IS NULL FROM ops.settlement ORDER BY 1") == [
        (day(1), True),
        (day(2), False),
        (day(3), False),
    ]


def test_a_supplier_that_is_down_is_missing_for_each_day_of_the_range(days_of_all_kinds: Ministry) -> None:
    days_of_all_kinds.service.misbehave = lambda asked, good: Reply(b"", 503)
    (settlement,) = filled(days_of_all_kinds, 1, 2)
    assert [(one.business_day, one.state) for one in settlement.problems] == [
        (str(day(1)), "missing"),
        (str(day(2)), "missing"),
    ]
    tried = "SELECT attempted_at, business_day FROM ops.attempt WHERE outcome = 'missing' ORDER BY ALL"
    assert days_of_all_kinds.rows(tried) == [(night_of(day(n)), day(n)) for n in (1, 2)]


def test_what_is_loaded_and_asked_for_again_in_vain_is_told(days_of_all_kinds: Ministry) -> None:
    filled(days_of_all_kinds, 1)
    good, days_of_all_kinds.service.misbehave = None, lambda asked, good: Reply(b"", 503)
    (settlement,) = filled(days_of_all_kinds, 1, reprocess=Reprocess.ALL, source=Source.SUPPLIER)
    ((told, state, reason),) = [(one.business_day, one.state, one.reason) for one in settlement.problems]
    assert (told, state) == (str(day(1)), "not given again") and "bca" in reason
    assert days_of_all_kinds.states() == {day(1): "loaded"}
    days_of_all_kinds.service.misbehave = good
    (settlement,) = filled(days_of_all_kinds, 1, reprocess=Reprocess.ALL, source=Source.SUPPLIER, run="once more")
    assert settlement.problems == ()


def test_a_plan_says_how_each_day_stands_and_how_many_records_are_known(days_of_all_kinds: Ministry) -> None:
    filled(days_of_all_kinds, 1)
    good, days_of_all_kinds.service.misbehave = None, lambda asked, good: Reply(good.body[:200])
    filled(days_of_all_kinds, 3)
    days_of_all_kinds.service.misbehave = good
    for errand in night.due(days_of_all_kinds.home, AREA, day(2), night_of(day(2)), "dead"):
        night.collect(days_of_all_kinds.home, AREA, day(2), "dead", errand, night_of(day(2)))
    found = planned(days_of_all_kinds, 1, 2, 3, 4)
    assert [(one.state, one.what, one.records) for one in found] == [
        ("loaded", LEAVE, 8),
        ("landed", LOAD, 8),
        ("refused", LEAVE, None),
        ("missing", ASK, None),
    ]
    before = content(days_of_all_kinds)
    failed = planned(days_of_all_kinds, 3, reprocess=Reprocess.FAILED)
    assert [one.what for one in failed] == [JUDGE_AGAIN]
    assert [one.what for one in planned(days_of_all_kinds, 1, reprocess=Reprocess.ALL)] == [READ_AGAIN]
    again = planned(days_of_all_kinds, 1, 2, 3, reprocess=Reprocess.ALL, source=Source.SUPPLIER)
    assert [one.what for one in again] == [ASK, ASK, ASK]
    assert content(days_of_all_kinds) == before


def test_what_was_refused_is_judged_again_from_the_landing_zone_without_its_supplier(
    days_of_all_kinds: Ministry,
) -> None:
    filled(days_of_all_kinds, 1)
    good, days_of_all_kinds.service.misbehave = None, lambda asked, good: Reply(good.body[:200])
    filled(days_of_all_kinds, 2)
    days_of_all_kinds.service.misbehave = good
    days_of_all_kinds.asked()
    before = content(days_of_all_kinds)[:2]
    (settlement,) = filled(days_of_all_kinds, 1, 2, reprocess=Reprocess.ALL)
    assert days_of_all_kinds.asked() == []
    assert [one.state for one in settlement.problems] == ["refused"], "it can still not be read"
    assert content(days_of_all_kinds)[:2] == before


@pytest.mark.parametrize(
    ("state", "reprocess", "source", "can_ask", "what"),
    [
        pytest.param("missing", "missing", "landing", True, ASK, id="what never came is asked for"),
        pytest.param("landed", "missing", "landing", True, LOAD, id="what landed is loaded"),
        pytest.param("landed", "missing", "supplier", True, ASK, id="what landed is asked for again"),
        pytest.param("refused", "missing", "supplier", True, LEAVE, id="what was refused is not missing"),
        pytest.param("refused", "failed", "supplier", True, ASK, id="what was refused may have been put right"),
        pytest.param("refused", "failed", "supplier", False, LEAVE, id="what cannot be had again is left"),
        pytest.param("refused", "failed", "landing", False, JUDGE_AGAIN, id="what was refused may be good today"),
        pytest.param("loaded", "failed", "supplier", True, LEAVE, id="what is loaded has not failed"),
        pytest.param("loaded", "all", "landing", True, READ_AGAIN, id="what is loaded is read by today's rules"),
        pytest.param("withdrawn", "all", "landing", True, LEAVE, id="what a person took out stays out"),
        pytest.param(
            "withdrawn", "missing", "supplier", True, ASK, id="instead of what was taken out another may come"
        ),
        pytest.param("late", "all", "supplier", True, ASK, id="what is loaded is asked for again"),
        pytest.param("loaded", "all", "supplier", False, LEAVE, id="the present state is not asked for an old day"),
    ],
)
def test_what_is_done_follows_from_state_and_wish(
    state: str, reprocess: str, source: str, can_ask: bool, what: str
) -> None:
    assert what_to_do(state, Reprocess(reprocess), Source(source), can_ask=can_ask) == what
