"""What is asked for tonight: the business day, and what of the 14 days before is missing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from pipelines import night
from pipelines.clock import days, night_of
from pipelines.contract import suppliers_of
from pipelines.extract import Errand
from pipelines.night.model import run_folder
from tests.unit.night.ministry import AREA, FEED, Ministry, day
from warehouse.connection import open_writer


def due(ministry: Ministry, on: date, area: str = AREA) -> list[Errand]:
    return night.due(ministry.home, area, on, night_of(on), f"night of {on}")


def decide(ministry: Ministry, on: date, state: str) -> None:
    """Put a delivery of that day into the ledger."""
    with open_writer(ministry.home, "test", night_of(on)) as con:
        con.execute(
            "INSERT INTO ops.delivery (delivery_id, feed, supplier, business_day, version, state, landed_path, sha256, "
            "contract_version, landed_at, run_id) VALUES (?, ?, 'bca', ?, 1, ?, 'x', 'x', '1.0.0', ?, 'test')",
            [f"id of {on}", FEED, on, state, night_of(on)],
        )


def test_the_first_night_of_all_asks_for_its_day_alone(ministry: Ministry) -> None:
    assert due(ministry, day(1)) == [Errand(FEED, "bca", (day(1),))]


def test_missed_nights_and_missing_days_are_asked_for_and_what_is_decided_is_not(ministry: Ministry) -> None:
    due(ministry, day(1))
    due(ministry, day(2))
    decide(ministry, day(1), "loaded")
    decide(ministry, day(3), "landed")
    decide(ministry, day(4), "refused")
    assert due(ministry, day(6)) == [Errand(FEED, "bca", (day(2), day(4), day(5), day(6)))]


def test_the_newest_day_is_asked_for_even_when_it_is_loaded(ministry: Ministry) -> None:
    due(ministry, day(1))
    decide(ministry, day(1), "loaded")
    assert due(ministry, day(1)) == [Errand(FEED, "bca", (day(1),))]


def test_the_look_back_ends_after_fourteen_days(ministry: Ministry) -> None:
    due(ministry, day(1))
    (errand,) = due(ministry, day(20))
    assert errand.days == tuple(days(day(6), day(20)))
    assert min(ministry.states()) == day(1)


def test_asking_for_an_old_day_asks_for_that_day_alone(ministry: Ministry) -> None:
    due(ministry, day(1))
    due(ministry, day(5))
    assert due(ministry, day(3)) == [Errand(FEED, "bca", (day(3),))]


def test_a_day_before_all_others_can_still_be_asked_for(ministry: Ministry) -> None:
    due(ministry, day(5))
    assert due(ministry, day(1)) == [Errand(FEED, "bca", (day(1),))]
    assert ministry.states() == {day(1): "missing", day(5): "missing"}


def test_what_is_owed_is_due_at_two_in_the_morning_after_and_stays_as_it_was_said_first(ministry: Ministry) -> None:
    due(ministry, day(1))
    due(ministry, day(1))
    assert ministry.rows("SELECT feed, supplier, business_day, due_at FROM ops.obligation") == [
        (FEED, "bca", day(1), datetime(2024, 1, 15, 19, 0, tzinfo=UTC))
    ]


def test_drop_folders_are_looked_into_for_the_whole_window(ministry: Ministry) -> None:
    due(ministry, day(1), "procedures")
    errands = due(ministry, day(3), "procedures")
    assert [errand.supplier for errand in errands] == list(suppliers_of("procedures.dossier", day(1)))
    assert {errand.days for errand in errands} == {(day(1), day(2), day(3))}


def test_the_steps_that_do_not_open_the_warehouse_find_what_they_need_in_the_runs_folder(ministry: Ministry) -> None:
    due(ministry, day(1))
    decide(ministry, day(1), "loaded")
    decide(ministry, day(2), "landed")
    due(ministry, day(3))
    folder = run_folder(ministry.home, AREA, day(3), f"night of {day(3)}")
    facts = json.loads((folder / "known.json").read_text())
    assert facts == {
        "nights": {day(3).isoformat(): night_of(day(3)).isoformat()},
        "window": [d.isoformat() for d in days(day(1), day(3))],
        "known": [f"id of {day(1)}"],
    }
    assert {path.name for path in (folder / "reference").iterdir()} >= {"place.parquet", "calendar.parquet"}
    assert (folder / "baseline" / f"{FEED}.parquet").exists()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_baseline_is_what_was_loaded_of_the_sixty_days_before(ministry: Ministry) -> None:
    due(ministry, day(1))
    for number in (-60, -59, 0, 1, 2):
        decide(ministry, day(number), "loaded")
    decide(ministry, day(-1), "refused")
    due(ministry, day(1))
    folder = run_folder(ministry.home, AREA, day(1), f"night of {day(1)}")
    found = ministry.rows(f"SELECT business_day FROM '{folder}/baseline/{FEED}.parquet' ORDER BY 1")
    assert [row[0] for row in found] == [day(1) - timedelta(days=60), day(0)]


def test_one_supplier_that_has_not_delivered_does_not_make_the_others_missing(ministry: Ministry) -> None:
    due(ministry, day(1), "procedures")
    assert len(ministry.states()) == 1
    desks = len(suppliers_of("procedures.dossier", day(1)))
    assert ministry.rows("SELECT count(*) FROM ops.due WHERE state = 'missing'") == [(desks,)]


def test_a_range_of_old_days_asks_for_these_days_alone(ministry: Ministry) -> None:
    due(ministry, day(20))
    earlier = {day(number): night_of(day(number)) for number in (2, 3)}
    (errand,) = night.due(ministry.home, AREA, day(5), night_of(day(5)), "range", earlier=earlier)
    assert errand.days == (day(2), day(3), day(5))


def test_a_range_that_ends_with_the_newest_day_looks_back_from_it(ministry: Ministry) -> None:
    due(ministry, day(1))
    earlier = {day(19): night_of(day(19))}
    (errand,) = night.due(ministry.home, AREA, day(20), night_of(day(20)), "range", earlier=earlier)
    assert errand.days == tuple(days(day(6), day(20)))


def test_the_baseline_of_a_range_reaches_sixty_days_before_its_first_day(ministry: Ministry) -> None:
    for number in (-60, -59, 0, 3, 5):
        decide(ministry, day(number), "loaded")
    earlier = {day(1): night_of(day(1))}
    night.due(ministry.home, AREA, day(5), night_of(day(5)), "range", earlier=earlier)
    folder = run_folder(ministry.home, AREA, day(5), "range")
    found = ministry.rows(f"SELECT business_day FROM '{folder}/baseline/{FEED}.parquet' ORDER BY 1")
    assert [row[0] for row in found] == [day(-59), day(0), day(3)]
