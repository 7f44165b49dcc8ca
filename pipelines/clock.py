"""Time at the rim: the only module that reads the clock, and the conversions between the city's time and UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.errors import UsageFailure

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
"""The city's time zone: UTC+7, no daylight saving."""

NIGHT_STARTS = time(2, 0)
"""The nightly run begins at 02:00 for the business day before."""


def now() -> datetime:
    """This instant in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def night_of(day: date) -> datetime:
    """The instant (UTC) at which the night of a business day begins: 02:00 in Hanoi on the next day."""
    return hour_after(day, NIGHT_STARTS)


def hour_after(day: date, hour: time) -> datetime:
    """The instant (UTC) of an hour in Hanoi on the day after a business day."""
    return datetime.combine(day + timedelta(days=1), hour, HANOI).astimezone(UTC)


def business_day_of(at: datetime) -> date:
    """The newest business day that is over at an instant: yesterday in Hanoi."""
    return at.astimezone(HANOI).date() - timedelta(days=1)


def parse_day(text: str) -> date:
    """A business day written as YYYY-MM-DD.

    Raises:
        UsageFailure: the text is no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageFailure(f"'{text}' is not a day.", next_step="Write it as YYYY-MM-DD, e.g. 2024-01-15.") from None


def parse_instant(text: str) -> datetime:
    """An instant in ISO form, as UTC; without an offset it is Hanoi time.

    Raises:
        UsageFailure: the text is no instant.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UsageFailure(
            f"'{text}' is not an instant.", next_step="Write it like 2024-01-16T02:00 or 2024-01-16T02:00+07:00."
        ) from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=HANOI)
    return instant.astimezone(UTC)


def nights(days: Sequence[date], at: str | None, now: datetime) -> list[tuple[date, datetime]]:
    """Each business day with the instant its run is taken to happen at.

    Args:
        days: the business days.
        at: an instant, or an hour of the day after each of them; None for `now`.
        now: this instant.

    Raises:
        UsageFailure: `at` cannot be read, or lies before the end of a business day.
    """
    dated = [(day, _instant(day, at, now)) for day in days]
    for day, instant in dated:
        if business_day_of(instant) < day:
            raise UsageFailure(
                f"{day} is not over at {instant.astimezone(HANOI):%Y-%m-%d %H:%M} in Hanoi.",
                next_step="A business day can be collected once it is over: choose an earlier day.",
            )
    return dated


def _instant(day: date, at: str | None, now: datetime) -> datetime:
    if at is None:
        return now
    try:
        hour = time.fromisoformat(at) if len(at) <= len("02:00:00") else None
    except ValueError:
        hour = None
    return hour_after(day, hour) if hour else parse_instant(at)


def days(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included; empty when `last` is before `first`."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
