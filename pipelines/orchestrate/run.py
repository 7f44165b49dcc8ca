"""One run of a DAG as the steps know it, without Airflow's own objects."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.clock import business_day_of, parse_day, parse_instant
from pipelines.night.model import Settlement, run_folder
from pipelines.settings import Settings
from pipelines.unforeseen import told

Facts = Mapping[str, object]
"""What passes between tasks as JSON: ids, days, counts and sentences, never a record."""


@dataclass(frozen=True)
class Run:
    """One run of a DAG.

    Attributes:
        run_id: its id, which also names its folder.
        day: its business day.
        at: the night's instant.
    """

    run_id: str
    day: date
    at: datetime

    @classmethod
    def of(cls, run_id: str, day: str | None, at: str | datetime) -> Run:
        """The run as Airflow gives it: without a day it is for the newest one that is over.

        Raises:
            UsageFailure: day or instant cannot be read.
        """
        instant = parse_instant(at) if isinstance(at, str) else at.astimezone(UTC).replace(microsecond=0)
        return cls(run_id, parse_day(day) if day else business_day_of(instant), instant)

    @property
    def key(self) -> str:
        """The business day as Airflow's partition key."""
        return self.day.isoformat()

    def folder(self, settings: Settings, area: str) -> Path:
        """The private folder of this run of an area, made when it is not there.

        Raises:
            EngineFailure: it cannot be made.
        """
        try:
            return run_folder(settings, area, self.day, self.run_id)
        except OSError as reason:
            raise told(f"the run of {area} for {self.key}", reason, settings.home) from None


def settings_here() -> Settings:
    """The installation this process was started for."""
    return Settings.from_environment(os.environ)


def settlement_of(facts: Facts) -> Settlement:
    """The settlement that a task handed on."""
    return Settlement.from_dict({name: value for name, value in facts.items() if name != "window"})
