"""Offices are closed on some days: a quiet day is compared with quiet days where there are enough of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from pipelines.clock import days
from pipelines.contract import contract_of
from tests.unit.validate.made import CITIZEN, citizens
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


def test_with_fewer_than_five_quiet_days_all_days_are_the_measure(run_folder: Path) -> None:
    week = days(SUNDAY - timedelta(days=7), SUNDAY - timedelta(days=1))
    before = [Before("bca", day, 2 if day.weekday() >= 5 else 200) for day in week]
    with judged(run_folder, contract_of(CITIZEN), [Sent("bca", SUNDAY, citizens(3))], before) as con:
        assert "about 200 were expected after 7 earlier days" in str(lines(con)["bca", SUNDAY, 1].refused_because)


def test_beyond_the_calendar_all_days_are_the_measure(run_folder: Path) -> None:
    far = date(2030, 1, 6)
    before = [Before("bca", far - timedelta(days=n), 200) for n in range(1, 6)]
    with judged(run_folder, contract_of(CITIZEN), [Sent("bca", far, citizens(3, updated_at=None))], before) as con:
        assert "about 200 were expected" in str(lines(con)["bca", far, 1].refused_because)
