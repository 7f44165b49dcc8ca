"""Offices are closed on some days: a quiet day is compared with quiet days where there are enough of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.clock import days
from pipelines.contract import contract_of
from tests.unit.validate.made import CITIZEN, DOSSIER, citizens, dossiers
from tests.unit.validate.stage import Before, Sent, judged, lines

SUNDAY = date(2024, 1, 21)
MONDAY = SUNDAY + timedelta(days=1)


def test_a_sunday_is_measured_against_weekends_and_a_monday_against_working_days(run_folder: Path) -> None:
    four_weeks = days(SUNDAY - timedelta(days=28), SUNDAY - timedelta(days=1))
    before = [Before("bca", day, 2 if day.weekday() >= 5 else 200) for day in four_weeks]
    sent = [Sent("bca", SUNDAY, citizens(3)), Sent("bca", MONDAY, citizens(150))]
    with judged(run_folder, contract_of(CITIZEN), sent, before) as con:
        found = lines(con)
        expected = dict(con.execute("SELECT business_day, expected FROM delivery_profile").fetchall())
    assert expected == {SUNDAY: 2.0, MONDAY: 200.0}
    assert {day: line.state for (_, day, _), line in found.items()} == {SUNDAY: "good", MONDAY: "good"}


def test_with_fewer_than_three_quiet_days_all_days_are_the_measure(run_folder: Path) -> None:
    week = days(SUNDAY - timedelta(days=7), SUNDAY - timedelta(days=1))
    before = [Before("bca", day, 2 if day.weekday() >= 5 else 200) for day in week]
    with judged(run_folder, contract_of(CITIZEN), [Sent("bca", SUNDAY, citizens(3))], before) as con:
        assert "about 200 were expected after 7 earlier days" in str(lines(con)["bca", SUNDAY, 1].refused_because)


def test_beyond_the_calendar_all_days_are_the_measure(run_folder: Path) -> None:
    far = date(2030, 1, 6)
    before = [Before("bca", far - timedelta(days=n), 200) for n in range(1, 6)]
    with judged(run_folder, contract_of(CITIZEN), [Sent("bca", far, citizens(3, updated_at=None))], before) as con:
        assert "about 200 were expected" in str(lines(con)["bca", far, 1].refused_because)


NEW_MAPS = (date(2025, 1, 1), date(2025, 7, 1))


def twenty_days_of(supplier: str, day: date, received: int) -> list[Before]:
    return [Before(supplier, day - timedelta(days=n), received) for n in range(1, 21)]


@pytest.mark.parametrize("day", NEW_MAPS)
def test_on_the_day_a_new_map_begins_a_register_that_names_communes_may_tell_of_everybody(
    run_folder: Path, day: date
) -> None:
    sent = [Sent("bca", day, citizens(300, commune_code="00004"))]
    with judged(run_folder, contract_of(CITIZEN), sent, twenty_days_of("bca", day, 10)) as con:
        assert lines(con)["bca", day, 1].state == "good"


@pytest.mark.parametrize("day", [NEW_MAPS[1] - timedelta(days=1), NEW_MAPS[1] + timedelta(days=1)])
def test_on_the_days_beside_it_it_may_not(run_folder: Path, day: date) -> None:
    sent = [Sent("bca", day, citizens(300, commune_code="00004"))]
    with judged(run_folder, contract_of(CITIZEN), sent, twenty_days_of("bca", day, 10)) as con:
        assert "about 10 were expected" in str(lines(con)["bca", day, 1].refused_because)


def test_that_day_is_no_measure_of_the_days_after_it(run_folder: Path) -> None:
    first, day = date(2025, 6, 27), date(2025, 7, 2)
    received = (1_000, 2, 3, 2, 1_040)  # a register that tells of all on its first day
    before = [Before("bca", then, told) for then, told in zip(days(first, NEW_MAPS[1]), received, strict=True)]
    again = [Before("bca", first - timedelta(days=1), 2), *before]
    with judged(run_folder, contract_of(CITIZEN), [Sent("bca", day, citizens(1, commune_code="00004"))], again) as con:
        assert lines(con)["bca", day, 1].state == "good"
        assert con.execute("SELECT expected, days_before FROM delivery_profile").fetchall() == [(2.0, 5)]


def test_a_feed_that_names_no_commune_is_measured_on_that_day_as_on_any(run_folder: Path) -> None:
    day = NEW_MAPS[1]
    sent = [Sent("stp", day, dossiers(300))]
    with judged(run_folder, contract_of(DOSSIER), sent, twenty_days_of("stp", day, 10)) as con:
        assert "about 10 were expected" in str(lines(con)["stp", day, 1].refused_because)


def test_the_first_monday_of_a_small_desk_is_measured_against_the_three_working_days_it_had(run_folder: Path) -> None:
    wednesday_to_sunday = zip(days(MONDAY - timedelta(days=5), SUNDAY), (60, 1, 20, 1, 1), strict=True)
    before = [Before("bca", day, received) for day, received in wednesday_to_sunday]
    with judged(run_folder, contract_of(CITIZEN), [Sent("bca", MONDAY, citizens(18))], before) as con:
        assert lines(con)["bca", MONDAY, 1].state == "good"


def test_of_a_feed_without_a_band_nothing_is_expected(run_folder: Path) -> None:
    waves = replace(contract_of(CITIZEN), volume_band=None)
    assert contract_of("welfare.payment").volume_band is None, "payments come once a month"
    with judged(run_folder, waves, [Sent("bca", MONDAY, citizens(300))], twenty_days_of("bca", MONDAY, 0)) as con:
        assert lines(con)["bca", MONDAY, 1].state == "good"
