"""What a command is told of the nights it asked for: what is still open, what broke, what was published."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from pipelines.night.model import Problem, Settlement

ALL_LOADED, FAILED, INCOMPLETE = 0, 1, 3


@dataclass(frozen=True)
class AreaEnded:
    """How an area's run ended.

    Attributes:
        area: the area.
        run_id: its run.
        state: Airflow's word for how the run ended: `success` or `failed`.
        settlement: how its night ended; None when not even that could be said.
        window: the first and the last business day, ISO, that the settlement speaks of.
    """

    area: str
    run_id: str
    state: str
    settlement: Settlement | None
    window: tuple[str, str]


@dataclass(frozen=True)
class NightEnded:
    """How one night of the city ended.

    Attributes:
        day: its business day.
        areas: how each area ended.
        publication: the new publication's name; None when nothing had changed or it failed.
        failures: what broke in the machinery.
    """

    day: date
    areas: tuple[AreaEnded, ...]
    publication: str | None = None
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class NightsReport:
    """How some nights ended, in their order."""

    nights: tuple[NightEnded, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was due and is still not loaded: a later night that asked for a day again has the last word on it."""
        open_now: dict[tuple[str, str, str], Problem] = {}
        for area in (area for night in self.nights for area in night.areas if area.settlement):
            spoken_of = area.window
            for key in [key for key in open_now if _is_about(key, area.area, spoken_of)]:
                del open_now[key]
            open_now |= {(p.feed, p.supplier, p.business_day): p for p in _problems(area)}
        return tuple(open_now.values())

    @property
    def failures(self) -> tuple[str, ...]:
        """What broke in the machinery, with its area and day."""
        return tuple(failure for night in self.nights for failure in night.failures)

    @property
    def publications(self) -> tuple[str, ...]:
        """The names of the new publications."""
        return tuple(night.publication for night in self.nights if night.publication)

    @property
    def exit_code(self) -> int:
        """0 all that was due is loaded; 3 done, but something is missing or refused; 1 something broke."""
        if self.failures:
            return FAILED
        return INCOMPLETE if self.problems else ALL_LOADED

    def to_dict(self) -> dict[str, object]:
        """Plain types, for `--json`."""
        facts = {
            "exit_code": self.exit_code,
            "publications": self.publications,
            "problems": [asdict(problem) for problem in self.problems],
            "failures": self.failures,
            "nights": [asdict(night) for night in self.nights],
        }
        return json.loads(json.dumps(facts, default=str))  # type: ignore[no-any-return]  # a dict went in


def _problems(area: AreaEnded) -> Iterable[Problem]:
    return area.settlement.problems if area.settlement else ()


def _is_about(key: tuple[str, str, str], area: str, window: tuple[str, str]) -> bool:
    feed, _, business_day = key
    return feed.split(".")[0] == area and window[0] <= business_day <= window[1]
