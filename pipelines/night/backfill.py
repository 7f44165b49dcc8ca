"""Doing what was planned for a range of past days, each area's days at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pipelines.contract import contract_of, feeds_of
from pipelines.extract.model import Errand
from pipelines.land.chunks import CHUNK_BYTES
from pipelines.night.model import Problem, Settlement
from pipelines.night.plan import ASK, JUDGE_AGAIN, READ_AGAIN, Planned
from pipelines.night.run import run_days
from pipelines.replay.model import Choice
from pipelines.replay.replay import replay
from pipelines.settings import Settings
from warehouse.connection import open_reader
from warehouse.sql import render


def fill(
    settings: Settings,
    planned: Sequence[Planned],
    instants: Mapping[date, datetime],
    run_id: str,
    tell: Callable[[str], None] = lambda _: None,
    chunk_bytes: int = CHUNK_BYTES,
) -> list[Settlement]:
    """Do what was planned, and settle every day that was worked on; one settlement an area, none without work.

    What has landed is taken through again first, so that the settlement tells what is left. What was done when it is
    interrupted stands in the ledger and the landing zone: a new plan goes on from there.
    """
    work = [one for one in planned if one.is_work]
    at = max(instants.values())
    for what, states, rejudge in ((JUDGE_AGAIN, ("refused",), True), (READ_AGAIN, ("loaded",), False)):
        if choice := _choice_of([one for one in work if one.what == what], states):
            replay(settings, choice, at, run_id, rejudge=rejudge, tell=tell)
    asked = {(one.feed, one.supplier, one.day) for one in work if one.what == ASK}

    def chosen(errand: Errand) -> Errand | None:
        days = tuple(day for day in errand.days if (errand.feed, errand.supplier, day) in asked)
        return replace(errand, days=days) if days else None

    ended = []
    for area in sorted({contract_of(one.feed).area for one in work}):
        days = sorted({one.day for one in work if contract_of(one.feed).area == area})
        nights = {day: instants[day] for day in days}
        settled = run_days(settings, area, nights, run_id, choose=chosen, tell=tell, chunk_bytes=chunk_bytes)
        ended.append(replace(settled, problems=settled.problems + _in_vain(settings, area, run_id, at)))
    return ended


def _in_vain(settings: Settings, area: str, run_id: str, at: datetime) -> tuple[Problem, ...]:
    """What is loaded, was to be asked for again, and could not be had: whether it was corrected is not known."""
    with open_reader(settings, f"end of {run_id}", at) as con:
        rows = con.execute(render("night/in_vain"), {"feeds": list(feeds_of(area)), "run_id": run_id}).fetchall()
    return tuple(
        Problem(feed, supplier, day.isoformat(), "not given again", reason) for feed, supplier, day, reason in rows
    )


def _choice_of(again: Sequence[Planned], states: Sequence[str]) -> Choice | None:
    """What has landed of these: a plan is for all days of a range, and for all suppliers or for one."""
    if not again:
        return None
    days, suppliers = [one.day for one in again], {one.supplier for one in again}
    supplier = suppliers.pop() if len(suppliers) == 1 else None
    return Choice(sorted({one.feed for one in again}), min(days), max(days), supplier, states=states)
