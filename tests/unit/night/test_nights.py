"""Whole nights of one area against a real service, and what is said of them at their end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipelines import night
from pipelines.clock import night_of
from pipelines.errors import CityDBError
from pipelines.land import Manifest
from pipelines.night import NightIncomplete, Settlement
from pipelines.night.model import run_folder
from pipelines.replay import rebuild
from pipelines.verify import verify
from tests.unit.extract.service import TOKEN, Reply
from tests.unit.night.ministry import AREA, FEED, Ministry, day


def reasons(settlement: Settlement) -> dict[str, str]:
    """Why each day is not loaded, by day; each names the supplier and what to do, and nobody's data."""
    assert {(one.feed, one.supplier) for one in settlement.problems} <= {(FEED, "bca")}
    for one in settlement.problems:
        assert "bca" in one.reason
        assert "Next:" in one.reason or "sk the supplier" in one.reason or "next night" in one.reason
        assert "Nguyễn" not in one.reason
        assert TOKEN not in one.reason
    return {one.business_day: one.reason for one in settlement.problems}


def test_a_night_in_which_everything_came_has_nothing_to_report(ministry: Ministry) -> None:
    ministry.gives(day(1))
    settlement = ministry.night(day(1))
    assert settlement == Settlement(AREA, "2024-01-15", "night of 2024-01-15", (), ("2024-01-15",))
    night.verdict(settlement)
    assert ministry.states() == {day(1): "loaded"}
    assert ministry.rows("SELECT area, business_day, is_settled, note FROM ops.settlement") == [
        (AREA, day(1), True, None)
    ]
    assert not list(ministry.home.staging.glob(f"{AREA}/*/*"))


def test_the_same_night_again_changes_no_line_and_no_content(ministry: Ministry) -> None:
    ministry.gives(day(1), 5)
    ministry.service.records["2024-01-15"][4]["gioiTinh"] = "7"
    ministry.night(day(1))
    tables = ("ops.delivery", "history.population_citizen", "quarantine.record", "ops.day_changed", "ops.verdict")
    before = [ministry.rows(f"FROM {table} ORDER BY ALL") for table in tables]
    settlement = ministry.night(day(1), "again")
    assert (settlement.problems, settlement.changed_days) == ((), ())
    assert [ministry.rows(f"FROM {table} ORDER BY ALL") for table in tables] == before
    assert before[0][0][5] == "loaded"


def test_a_supplier_that_is_down_is_missing_and_comes_late_on_the_next_night(ministry: Ministry) -> None:
    ministry.service.misbehave = lambda asked, good: Reply(b"", 503)
    settlement = ministry.night(day(1))
    assert set(reasons(settlement)) == {"2024-01-15"}
    assert [(one.state, one.supplier) for one in settlement.problems] == [("missing", "bca")]
    with pytest.raises(NightIncomplete, match="bca, population.citizen, 2024-01-15 missing") as incomplete:
        night.verdict(settlement)
    assert incomplete.value.settlement == settlement
    assert incomplete.value.next_step
    ministry.service.misbehave = None
    ministry.gives(day(1))
    ministry.gives(day(2))
    ministry.asked()
    settlement = ministry.night(day(2))
    assert ministry.asked() == ["2024-01-15", "2024-01-16"]
    assert (settlement.problems, settlement.changed_days) == ((), ("2024-01-15", "2024-01-16"))
    assert ministry.states() == {day(1): "late", day(2): "loaded"}


def test_a_refused_day_is_asked_for_again_until_it_can_be_loaded(ministry: Ministry) -> None:
    ministry.gives(day(1))
    ministry.service.misbehave = lambda asked, good: Reply(good.body[:200])
    settlement = ministry.night(day(1))
    assert [one.state for one in settlement.problems] == ["refused"]
    assert "not valid JSON" in reasons(settlement)["2024-01-15"]
    ministry.gives(day(2))
    ministry.service.misbehave = None
    assert ministry.night(day(2)).problems == ()
    assert ministry.states() == {day(1): "late", day(2): "loaded"}
    assert ministry.rows("SELECT version, state FROM ops.delivery WHERE business_day = '2024-01-15' ORDER BY 1") == [
        (1, "refused"),
        (2, "loaded"),
    ]


def test_a_correction_that_the_supplier_takes_back_no_longer_stands(ministry: Ministry) -> None:
    for number, name in enumerate(("Nguyễn Thị Ẩn", "Nguyễn Thị Ánh", "Nguyễn Thị Ẩn", "Nguyễn Thị Ẩn"), start=1):
        ministry.gives(day(1), hoTen=name)
        assert ministry.night(day(1), f"night {number}").problems == ()
    lines = ministry.rows("SELECT version, state, landed_path FROM ops.delivery ORDER BY 1")
    assert [line[:2] for line in lines] == [(1, "superseded"), (2, "superseded"), (3, "loaded")]
    assert lines[0][2] == lines[2][2] != lines[1][2]
    assert ministry.rows("SELECT DISTINCT full_name FROM history.population_citizen_current") == [("Nguyễn Thị Ẩn",)]
    assert rebuild(ministry.home, night_of(day(2)), "rebuilt").differences == ()
    assert verify(ministry.home, at=night_of(day(2))) == []


def test_what_landed_under_a_number_that_is_no_version_stops_no_night(ministry: Ministry) -> None:
    ministry.gives(day(1))
    ministry.night(day(1))
    (path,) = ministry.home.landing.glob("manifests/*/*/*/*.json")
    stray = replace(Manifest.from_json(path.read_text(encoding="utf-8")), delivery_id="f" * 16, version=202401180930)
    (path.parent / f"{stray.delivery_id}.json").write_text(stray.to_json(), encoding="utf-8")
    ministry.gives(day(1), 4)
    assert ministry.night(day(1), "again").problems == ()
    assert ministry.rows("SELECT version, state FROM ops.delivery ORDER BY 1") == [(1, "superseded"), (2, "loaded")]
    assert [finding.check for finding in verify(ministry.home, at=night_of(day(2)))] == ["landing.version"]


def collect_and_die(ministry: Ministry, on: date) -> None:
    """A night that died after everything had landed."""
    for errand in night.due(ministry.home, AREA, on, night_of(on), "dead"):
        night.collect(ministry.home, AREA, on, "dead", errand, night_of(on))


def test_what_a_dead_process_landed_is_loaded_by_the_next_night_without_the_supplier(ministry: Ministry) -> None:
    ministry.gives(day(1))
    collect_and_die(ministry, day(1))
    assert ministry.rows("FROM ops.delivery") == []
    ministry.service.misbehave = lambda asked, good: Reply(b"", 503)
    settlement = ministry.night(day(2))
    assert set(reasons(settlement)) == {"2024-01-16"}
    assert ministry.states() == {day(1): "loaded", day(2): "missing"}


def test_what_landed_and_could_not_be_loaded_is_told_as_such_and_loaded_by_the_next_night(ministry: Ministry) -> None:
    ministry.gives(day(1))
    collect_and_die(ministry, day(1))
    folder = run_folder(ministry.home, AREA, day(1), "dead")
    (folder / "reference" / "place.parquet").unlink()
    with pytest.raises(CityDBError) as broken:
        night.validate(ministry.home, AREA, day(1), "dead", night_of(day(1)))
    settlement = night.settle(ministry.home, AREA, day(1), "dead", night_of(day(1)), broken.value.sentence)
    assert settlement.failure == broken.value.sentence
    assert [one.state for one in settlement.problems] == ["landed"]
    reason = reasons(settlement)["2024-01-15"]
    assert reason.startswith("the delivery of bca landed and could not be loaded: ")
    assert "reference/place.parquet is not there" in reason
    assert "delivered nothing" not in reason
    assert folder.exists()
    with pytest.raises(NightIncomplete, match="place.parquet is not there"):
        night.verdict(settlement)
    assert ministry.states() == {day(1): "landed"}
    ministry.gives(day(2))
    ministry.asked()
    assert ministry.night(day(2)).problems == ()
    assert ministry.asked() == ["2024-01-16"]
    assert ministry.states() == {day(1): "loaded", day(2): "loaded"}


def test_whatever_breaks_the_area_settles_and_says_where_it_broke(ministry: Ministry) -> None:
    ministry.gives(day(1))
    ministry.home.landing.parent.mkdir(exist_ok=True)
    ministry.home.landing.write_text("a file where a folder is meant to be")
    settlement = ministry.night(day(1))
    assert settlement.failure is not None
    assert settlement.failure.startswith("The step population of 2024-01-15 broke with NotADirectoryError at ")
    assert ministry.rows("SELECT is_settled, note FROM ops.settlement") == [(True, settlement.failure)]
    ministry.home.landing.unlink()
    assert ministry.night(day(1), "again").problems == ()


def test_an_errand_that_never_came_back_is_told_as_such(ministry: Ministry) -> None:
    night.due(ministry.home, AREA, day(1), night_of(day(1)), "cut off")
    settlement = night.settle(ministry.home, AREA, day(1), "cut off", night_of(day(1)))
    assert "no errand to it came back" in reasons(settlement)["2024-01-15"]


def test_the_watchdog_settles_what_did_not_settle_and_says_why(ministry: Ministry) -> None:
    night.due(ministry.home, AREA, day(1), night_of(day(1)), "hangs")
    settlement = night.give_up(ministry.home, AREA, day(1), "watchdog", night_of(day(1)), "its run still works")
    assert settlement.failure == "not settled: its run still works"
    assert [one.state for one in settlement.problems] == ["missing"]
    assert ministry.rows("SELECT is_settled, note FROM ops.settlement") == [(False, "not settled: its run still works")]


def test_the_watchdog_leaves_a_settlement_that_exists(ministry: Ministry) -> None:
    ministry.gives(day(1))
    ministry.night(day(1))
    before = ministry.rows("FROM ops.settlement")
    night.give_up(ministry.home, AREA, day(1), "watchdog", night_of(day(1)), "it came too late")
    assert ministry.rows("FROM ops.settlement") == before


def test_an_area_that_settles_after_the_watchdog_has_the_last_word(ministry: Ministry) -> None:
    ministry.gives(day(1))
    night.due(ministry.home, AREA, day(1), night_of(day(1)), "slow")
    night.give_up(ministry.home, AREA, day(1), "watchdog", night_of(day(1)), "its run still works")
    assert ministry.night(day(1)).problems == ()
    found = ministry.rows("SELECT is_settled FROM ops.settlement ORDER BY rowid")
    assert found == [(False,), (True,)]


def test_every_try_stands_in_the_ledger_with_its_reason(ministry: Ministry) -> None:
    ministry.gives(day(1))
    ministry.night(day(1))
    ministry.night(day(2))
    tried = ministry.rows(
        "SELECT step, outcome, business_day, because IS NULL FROM ops.attempt ORDER BY attempted_at, 1, 2"
    )
    assert tried == [
        ("extract", "landed", None, True),
        ("load", "loaded", day(1), True),
        ("extract", "missing", day(2), False),
    ]


def test_a_settlement_survives_the_way_between_processes(ministry: Ministry) -> None:
    settlement = ministry.night(day(1))
    assert settlement.problems
    assert Settlement.from_dict(settlement.to_dict()) == settlement


def test_choosing_other_suppliers_leaves_the_rest_of_the_night_as_it_is(ministry: Ministry) -> None:
    ministry.gives(day(1))
    run = night.run_feed(ministry.home, FEED, day(1), night_of(day(1)), "one", supplier="nobody")
    assert ministry.asked() == []
    assert [one.state for one in run.problems] == ["missing"]


def test_no_file_of_a_run_is_named_by_what_its_id_holds(ministry: Ministry) -> None:
    folder = run_folder(ministry.home, AREA, day(1), "../../scheduled__2024-01-15T19:00:00+00:00")
    assert folder.parent == ministry.home.staging / AREA / "2024-01-15"
