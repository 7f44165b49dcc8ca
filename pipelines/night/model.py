"""What the steps of a night hand to each other: ids, days and sentences, never a record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import DataFailure
from pipelines.land.durable import make_folder
from pipelines.settings import Settings

WINDOW_DAYS = 14
"""How far back a night asks again for what is missing."""


@dataclass(frozen=True)
class Problem:
    """Something that was due, or sent as a correction, and is not loaded.

    Attributes:
        feed: the feed.
        supplier: who owes it.
        business_day: for which day, ISO.
        state: `missing`, `refused`, `landed` when it came but could not be loaded, `not taken` when an earlier
            version stands and what came besides, such as a correction, could not be taken, or `not given again` when
            a backfill asked again for what is loaded and did not get it.
        reason: why, and what to do, as a sentence.
    """

    feed: str
    supplier: str
    business_day: str
    state: str
    reason: str


@dataclass(frozen=True)
class Settlement:
    """How an area's night ended.

    Attributes:
        area: the area.
        day: its business day, ISO.
        run_id: the run that settled it.
        problems: what was due and is not loaded, in all days the night asked for.
        changed_days: business days, ISO, whose content this run changed.
        failure: what broke in the machinery, or None.
    """

    area: str
    day: str
    run_id: str
    problems: tuple[Problem, ...]
    changed_days: tuple[str, ...]
    failure: str | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain types, for XCom and `--json`."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]  # a dict went in

    @classmethod
    def from_dict(cls, facts: dict[str, object]) -> Settlement:
        """The inverse of `to_dict`."""
        plain = json.loads(json.dumps(facts))
        problems = tuple(Problem(**problem) for problem in plain.pop("problems"))
        return cls(problems=problems, changed_days=tuple(plain.pop("changed_days")), **plain)


class NightIncomplete(DataFailure):
    """A night is over and something that was due is not loaded."""

    code = "night.incomplete"

    def __init__(self, settlement: Settlement) -> None:
        self.settlement = settlement
        reasons = [f"{p.supplier}, {p.feed}, {p.business_day} {p.state}: {p.reason}" for p in settlement.problems]
        if settlement.failure:
            reasons.insert(0, settlement.failure)
        super().__init__(
            f"{settlement.area} of {settlement.day} is incomplete: {' | '.join(reasons)}",
            where=f"{settlement.area} {settlement.day}",
            next_step="`citydb status` shows what is open; the next night asks again for 14 days.",
        )


def run_folder(settings: Settings, area: str, day: date, run_id: str) -> Path:
    """The private folder of one run of one area, made when it is not there."""
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in run_id)
    folder = settings.staging / area / day.isoformat() / name
    return make_folder(folder)
