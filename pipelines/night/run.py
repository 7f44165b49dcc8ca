"""A night without Airflow: the same steps, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from pipelines.contract import contract_of
from pipelines.errors import CityDBError
from pipelines.night.due import due
from pipelines.night.model import Settlement
from pipelines.night.settle import settle
from pipelines.night.steps import collect, load, validate
from pipelines.settings import Settings


def run_area(
    settings: Settings,
    area: str,
    day: date,
    at: datetime,
    run_id: str,
    *,
    feed: str | None = None,
    suppliers: Iterable[str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Settlement:
    """One area's night, or one feed's when `feed` is given; `tell` hears what is being done."""
    failure = None
    try:
        tell(f"{area} {day}: what is due")
        for errand in due(settings, area, day, at, run_id, suppliers):
            if feed in (None, errand.feed):
                tell(f"{area} {day}: asking {errand.supplier}")
                collect(settings, area, day, run_id, errand, at)
        tell(f"{area} {day}: validating")
        for ready in validate(settings, area, day, run_id, at):
            tell(f"{area} {day}: loading {ready}")
            load(settings, ready, day, run_id, at)
    except CityDBError as reason:
        failure = reason.sentence
    return settle(settings, area, day, run_id, at, failure)


def run_feed(
    settings: Settings,
    feed: str,
    day: date,
    at: datetime,
    run_id: str,
    *,
    supplier: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Settlement:
    """One feed's night, from all its suppliers or from one."""
    suppliers = None if supplier is None else [supplier]
    return run_area(settings, contract_of(feed).area, day, at, run_id, feed=feed, suppliers=suppliers, tell=tell)
