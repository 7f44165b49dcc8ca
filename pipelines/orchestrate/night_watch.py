"""One night of the city under Airflow: its areas, the watchdog when one of them died, and its publication."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from pipelines.night.model import Settlement, run_folder
from pipelines.orchestrate.api import Api
from pipelines.orchestrate.failures import failures
from pipelines.orchestrate.progress import NightProgress, Tell, progress
from pipelines.orchestrate.report import AreaEnded, NightEnded
from pipelines.orchestrate.run import Facts, settlement_of
from pipelines.settings import Settings

AREAS = ("population", "insurance", "welfare", "procedures")
PUBLISH_WITHIN = 30.0
"""Seconds after the last settlement within which Airflow starts `publish` by itself."""

_LOOK_EVERY = 0.8


class NightWatch:
    """Runs one night and watches it.

    Args:
        api: the Airflow that does the work.
        settings: the installation it works for.
        check: raises when that Airflow is no more.
        tell: hears how far it is.
    """

    def __init__(self, api: Api, settings: Settings, check: Callable[[], None], tell: Tell) -> None:
        self._api, self._settings, self._check, self._tell = api, settings, check, tell
        self._news: dict[str, NightProgress] = {}

    def run(self, day: date, at: datetime, run_id: str) -> NightEnded:
        """How the night of `day` ended, taken to happen at `at`; `run_id` names its runs."""
        conf = {"at": at.isoformat(), "city": True}
        for area in AREAS:
            self._api.start(f"{area}_sync", run_id, day.isoformat(), conf)
        runs = {area: (f"{area}_sync", run_id) for area in AREAS}
        ended = {area: self._ended(area, run_id, state, "settle") for area, state in self._ending(day, runs)}
        areas = [ended[area] for area in AREAS]
        if died := [area.area for area in areas if area.settlement is None]:
            areas = self._given_up(day, run_id, conf, areas, died)
        publication, broken = self._publish(day, at, run_id, areas)
        return NightEnded(day, tuple(areas), publication, (*_failures(areas), *broken))

    def _ended(self, area: str, run_id: str, state: str, task: str, dag: str | None = None) -> AreaEnded:
        facts = self._api.handed_on(dag or f"{area}_sync", run_id, task, "settlement")
        if not isinstance(facts, dict):
            return AreaEnded(area, run_id, state, None, ("", ""))
        settlement = settlement_of(facts)
        self._tell_end(area, _verdict(settlement))
        first, last = facts["window"]
        return AreaEnded(area, run_id, state, settlement, (first, last))

    def _given_up(
        self, day: date, run_id: str, conf: Facts, areas: list[AreaEnded], died: Collection[str]
    ) -> list[AreaEnded]:
        """The areas, those that died settled by the watchdog, so that what there is can be published with that said."""
        self._api.start("watchdog", run_id, day.isoformat(), conf)
        self._end_of(day, "watchdog", run_id)
        return [
            self._ended(one.area, run_id, one.state, f"look_at_{one.area}", "watchdog") if one.area in died else one
            for one in areas
        ]

    def _publish(
        self, day: date, at: datetime, run_id: str, areas: list[AreaEnded]
    ) -> tuple[str | None, tuple[str, ...]]:
        found = self._started_by_itself(day, run_id)
        if found is None:
            found = f"asked__{run_id}"
            told = [{"at": at.isoformat(), "settlement": one.settlement.to_dict()} for one in areas if one.settlement]
            self._api.start("publish", found, day.isoformat(), {"at": at.isoformat(), "settlements": told})
        state = self._end_of(day, "publish", found)
        name = self._api.handed_on("publish", found, "publish")
        publication = name if isinstance(name, str) else None
        if state == "success":
            self._tell_end("publish", publication or "nothing had changed")
            return publication, ()
        self._tell_end("publish", "failed")
        said = failures(run_folder(self._settings, "publish", day, found))
        return publication, (f"publish of {day}: {said or 'it failed; see the log of its tasks.'}",)

    def _started_by_itself(self, day: date, run_id: str) -> str | None:
        """The run of `publish` that this night's settlements started; None when they did not.

        A day that an earlier, broken night left half settled may have been published before the last area of this one.
        """
        deadline = time.monotonic() + PUBLISH_WITHIN
        while time.monotonic() < deadline:
            for run in self._api.newest_runs("publish", day.isoformat()):
                settled = {asset for asset, source in self._api.sources("publish", run) if source == run_id}
                if len(settled) == len(AREAS):
                    return run
            self._pause()
        return None

    def _end_of(self, day: date, dag: str, run_id: str) -> str:
        ((_, state),) = self._ending(day, {dag: (dag, run_id)})
        return state

    def _ending(self, day: date, runs: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Each run's name and state, as they end; they are told of by these names."""
        waiting = dict(runs)
        while waiting:
            self._pause()
            for name, run in list(waiting.items()):
                tasks = self._api.tasks(*run)
                self._news[name] = progress(day, name, tasks)
                self._tell(self._news[name])
                if not any(task.is_active for task in tasks) and (state := self._api.state(*run)) in _OVER:
                    del waiting[name]
                    yield name, state

    def _pause(self) -> None:
        self._check()
        time.sleep(_LOOK_EVERY)

    def _tell_end(self, name: str, message: str) -> None:
        last = self._news[name]
        self._tell(replace(last, done=last.total, message=message))


_OVER = frozenset({"success", "failed"})


def _verdict(settlement: Settlement) -> str:
    if settlement.failure:
        return "failed"
    return f"{len(settlement.problems)} missing or refused" if settlement.problems else "complete"


def _failures(areas: list[AreaEnded]) -> list[str]:
    broken = []
    for one in areas:
        if one.settlement is None:
            broken.append(f"{one.area} could not be settled: see the logs of the run {one.run_id}.")
        elif one.settlement.failure:
            broken.append(f"{one.area} of {one.settlement.day}: {one.settlement.failure}")
    return broken
