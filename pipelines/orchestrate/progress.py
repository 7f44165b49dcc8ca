"""What a person is told while a night runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.orchestrate.api import Task


@dataclass(frozen=True)
class NightProgress:
    """How far something is.

    Attributes:
        day: the business day, or None for what belongs to no night.
        area: an area, `publish`, `watchdog`, or `airflow` itself.
        done: how many of its tasks are over.
        total: how many there are, as far as is known; 0 when that means nothing.
        message: what it is doing.
    """

    day: date | None
    area: str
    done: int
    total: int
    message: str


Tell = Callable[[NightProgress], None]

_DOING = {
    "due": "asking what is due",
    "extract": "collecting from the suppliers",
    "validate": "checking what came",
    "load": "loading",
    "settle": "settling",
    "verdict": "settling",
    "publish": "publishing",
    "end_night": "publishing",
}


def progress(day: date, area: str, tasks: Sequence[Task]) -> NightProgress:
    """How far a run is that has these tasks; what only some runs do is not counted."""
    counted = [task for task in tasks if task.task in _DOING]
    open_tasks = {task.task for task in counted if not task.is_over}
    doing = next((message for task, message in _DOING.items() if task in open_tasks), "ending")
    return NightProgress(day, area, sum(task.is_over for task in counted), len(counted), doing)
