"""Running an errand: each day on its own, whatever becomes of the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType

from pipelines.clock import business_day_of
from pipelines.contract import contract_of, layout_of
from pipelines.errors import CityDBError, ContractFailure, DataFailure
from pipelines.extract.failures import SupplierFailure, Unavailable
from pipelines.extract.model import DayBrought, Errand, Missing, Outcome
from pipelines.extract.patience import without_patience
from pipelines.extract.slots import slot
from pipelines.extract.source import Source, source_of
from pipelines.land import manifests
from pipelines.settings import Settings

Fetch = Callable[[date, datetime], DayBrought]
Opened = AbstractContextManager[Fetch]
Instants = Mapping[date, datetime]

NONE: Instants = MappingProxyType({})


def collect(settings: Settings, errand: Errand, at: datetime, instants: Instants = NONE) -> Outcome:
    """What a supplier gives for the days of an errand, landed.

    A supplier that fails, and facts about it that are wrong, come back as missing days with their reason. Only what
    is our own machine's trouble (a full disk, a programming error) raises. A day is taken to be fetched at its own
    instant where `instants` has one, else at `at`.
    """
    outcome = Outcome(errand.feed, errand.supplier)
    for _, days in groupby(sorted(set(errand.days)), key=lambda day: _way_of_asking(errand, day)):
        asked = tuple(days)
        try:
            source = source_of(settings, errand.feed, errand.supplier, asked[0])
        except ContractFailure as failure:
            outcome = _without(outcome, asked, failure)
        else:
            outcome = _both(outcome, gather(settings, source, asked, at, instants))
    return outcome


def _way_of_asking(errand: Errand, day: date) -> tuple[str, str | None]:
    """The version of the contract and the layout a day is asked for by; no layout where none is for the day."""
    version = contract_of(errand.feed, day).version
    try:
        return version, layout_of(errand.feed, errand.supplier, day).name
    except ContractFailure:
        return version, None


def _both(one: Outcome, other: Outcome) -> Outcome:
    return replace(
        one,
        landed=one.landed + other.landed,
        missing=one.missing + other.missing,
        not_taken=one.not_taken + other.not_taken,
        notes=one.notes + tuple(note for note in other.notes if note not in one.notes),
    )


def gather(
    settings: Settings, source: Source, days: Sequence[date], at: datetime, instants: Instants = NONE
) -> Outcome:
    """The same for a source that is known."""
    outcome, askable = Outcome(source.feed, source.name), dict[date, datetime]()
    for day in sorted(set(days)):
        then = instants.get(day, at)
        if source.layout.gives == "present_only" and day != business_day_of(then):
            outcome = _with_past_day(settings, source, outcome, day)
        else:
            askable[day] = then
    if not askable:
        return outcome
    try:
        with slot(settings, source.supplier):
            return _with_days(settings, source, outcome, askable)
    except Unavailable as failure:  # every place at the supplier stayed taken
        return _without(outcome, askable, failure)


def _with_days(settings: Settings, source: Source, outcome: Outcome, days: Instants) -> Outcome:
    waiting, is_there = deque(days), True
    hurried = replace(source, supplier=without_patience(source.supplier))
    try:
        while waiting:  # who was not there is tried once, for one day, and has our patience again when that comes
            with _open(settings, source if is_there else hurried) as fetch:
                outcome, is_there = _with_next_days(outcome, fetch, waiting, days, len(waiting) if is_there else 1)
    except (DataFailure, ContractFailure) as failure:  # nothing could be opened: no day that is left can come
        return _without(outcome, waiting, failure)
    return outcome


def _with_next_days(
    outcome: Outcome, fetch: Fetch, waiting: deque[date], days: Instants, most: int
) -> tuple[Outcome, bool]:
    """The outcome with the next days, at most so many, up to the first on which the supplier was not there."""
    for _ in range(most):
        day = waiting.popleft()
        try:
            brought = fetch(day, days[day])
        except (DataFailure, ContractFailure) as failure:
            outcome = _without(outcome, [day], failure)
            if isinstance(failure, Unavailable):
                return outcome, False
        else:
            notes = tuple(note for note in brought.notes if note not in outcome.notes)
            outcome = replace(
                outcome,
                landed=outcome.landed + brought.landed,
                not_taken=outcome.not_taken + tuple(Missing(day, reason) for reason in brought.not_taken),
                notes=outcome.notes + notes,
            )
    return outcome, True


def _without(outcome: Outcome, days: Iterable[date], failure: CityDBError) -> Outcome:
    return replace(outcome, missing=outcome.missing + tuple(Missing(day, failure.sentence) for day in days))


def _with_past_day(settings: Settings, source: Source, outcome: Outcome, day: date) -> Outcome:
    """The present state is never recorded under an old date: such a day is in the landing zone or nowhere."""
    landed = tuple(m.delivery_id for m in manifests(settings, source.feed, day, source.name))
    if landed:
        return replace(outcome, landed=outcome.landed + landed)
    failure = SupplierFailure(
        f"no longer available: {source.name} gives only its present state of {source.feed}, "
        f"and {day.isoformat()} did not land when it was the newest business day.",
        next_step=f"Ask {source.name} for an extract of that day as a file.",
    )
    return _without(outcome, [day], failure)


def _open(settings: Settings, source: Source) -> Opened:
    # imported here: an errand to a drop folder has no need of database drivers, which take a second to load
    if source.supplier.kind == "http":
        from pipelines.extract.http import open_http

        return open_http(settings, source)
    if source.supplier.kind == "sql":
        from pipelines.extract.sql import open_sql

        return open_sql(settings, source)
    from pipelines.extract.files import open_files

    return open_files(settings, source)
