"""Days and instants as a person gives them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pipelines.cli import rim
from pipelines.errors import UsageFailure

DAY = date(2024, 1, 15)


def test_a_range_holds_both_its_ends() -> None:
    assert rim.asked_days(None, "2024-01-15", "2024-01-17") == [DAY, date(2024, 1, 16), date(2024, 1, 17)]


def test_a_range_may_be_open_where_a_command_says_so_but_never_reversed() -> None:
    assert rim.asked_range("2024-01-15", None) == (DAY, None)
    assert rim.asked_range("2024-01-15", "2024-01-15") == (DAY, DAY)
    with pytest.raises(UsageFailure, match="There is no day from 2024-01-16 to 2024-01-15"):
        rim.asked_range("2024-01-16", "2024-01-15")


@pytest.mark.parametrize(
    ("at", "instant"),
    [
        ("02:00", datetime(2024, 1, 15, 19, 0, tzinfo=UTC)),
        ("2024-01-16T02:00", datetime(2024, 1, 15, 19, 0, tzinfo=UTC)),
        ("2024-01-16T02:00+00:00", datetime(2024, 1, 16, 2, 0, tzinfo=UTC)),
    ],
    ids=["an hour of the next day", "Hanoi's time", "an offset"],
)
def test_an_instant_is_hanoi_time_unless_it_says_otherwise(at: str, instant: datetime) -> None:
    assert rim.instants([DAY], at) == [(DAY, instant)]


def test_an_hour_is_that_hour_after_each_of_the_days() -> None:
    nights = rim.instants([DAY, date(2024, 1, 16)], "02:00")
    assert [instant.isoformat() for _, instant in nights] == ["2024-01-15T19:00:00+00:00", "2024-01-16T19:00:00+00:00"]


def test_a_day_that_is_not_over_cannot_be_collected() -> None:
    with pytest.raises(UsageFailure, match="2024-01-15 is not over at 2024-01-15 22:00"):
        rim.instants([DAY], "2024-01-15T22:00")
