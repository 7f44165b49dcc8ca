"""A night without Airflow: the same steps, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from pipelines.contract import contract_of
from pipelines.errors import CityDBError
from pipelines.extract.model import Errand
from pipelines.night.due import due
from pipelines.night.model import Settlement
from pipelines.night.settle import settle
from pipelines.night.steps import collect, load, validate
from pipelines.settings import Settings

Choose = Callable[[Errand], Errand | None]
"""Which errands of a night are run, and for which days."""


def run_area(
    settings: Settings,
    area: str,
    day: date,
    at: datetime,
    run_id: str,
    *,
    choose: Choose = lambda errand: errand,
    tell: Callable[[str], None] = lambda _: None,
) -> Settlement:
    """One area's night; `choose` may shorten an errand or leave it out, `tell` hears what is being done."""
    failure = None
    try:
        tell(f"{area} {day}: what is due")
        chosen = [found for errand in due(settings, area, day, at, run_id) if (found := choose(errand))]
        for number, errand in enumerate(chosen, start=1):
            tell(f"{area} {day}: asking {errand.supplier} ({number} of {len(chosen)})")
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

    def choose(errand: Errand) -> Errand | None:
        return errand if errand.feed == feed and supplier in (None, errand.supplier) else None

    return run_area(settings, contract_of(feed).area, day, at, run_id, choose=choose, tell=tell)
