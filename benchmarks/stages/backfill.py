"""Backfill: 90 days in one process beside 90 nights, and a day that comes late beside a night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benchmarks.inputs.nights import BEFORE, CITY, GAP, MIDDLE, NIGHTS, backfill, own_home
from benchmarks.model import Case, Found, Job, Place, Prepare
from pipelines.settings import Settings
from warehouse.session import session

_FIVE = NIGHTS[NIGHTS.index(MIDDLE) :][:5]


def _processes(wanted: Sequence[Sequence[date]], state: str | None, stands_for: int = 1) -> Prepare:
    """One process after another, each for some days, in a home in some state."""

    def prepare(place: Place) -> Job:
        settings = own_home(place, state)

        def work() -> None:
            for one in wanted:
                backfill(settings, one)

        asked = [day for one in wanted for day in one]
        return Job(work, lambda: Found(stands_for * _published(settings, asked)), stands_for)

    return prepare


def _published(settings: Settings, wanted: Sequence[date]) -> int:
    """How many of these days the current publication holds records of."""
    current = (settings.published / "current").resolve() / "city.duckdb"
    with session(settings, current, read_only=True) as con:
        row = con.execute(
            "SELECT count(DISTINCT business_day) FROM mart.coverage WHERE list_contains($days::DATE[], business_day) "
            "AND loaded > 0",
            {"days": list(wanted)},
        ).fetchone()
    return int(row[0]) if row else 0


CASES = (
    Case(
        "backfill", "90 days", _processes([NIGHTS], None), _processes([[day] for day in _FIVE], BEFORE, 18),
        "90 nights, as many times the work of five", (CITY, BEFORE), "nights", times=1,
    ),
    Case(
        "backfill", "a late day", _processes([[MIDDLE]], GAP), _processes([[MIDDLE]], BEFORE),
        "the same day on its night", (BEFORE, GAP), "nights",
    ),
)  # fmt: skip
