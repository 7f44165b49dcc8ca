"""What is asked of an extractor and what it answers, as small facts that pass between processes as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True)
class Errand:
    """Go to one supplier for one feed and bring these business days."""

    feed: str
    supplier: str
    days: tuple[date, ...]

    def to_json(self) -> str:
        """The errand as JSON."""
        return json.dumps(asdict(self), default=date.isoformat)

    @classmethod
    def from_json(cls, text: str) -> Errand:
        """The errand that JSON holds."""
        facts = json.loads(text)
        return cls(facts["feed"], facts["supplier"], tuple(date.fromisoformat(day) for day in facts["days"]))


@dataclass(frozen=True)
class Missing:
    """A day that did not come as a whole, and why: a sentence with supplier and next step, without personal data."""

    day: date
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What an errand brought.

    Attributes:
        feed, supplier: whose errand it was.
        landed: ids of the deliveries of the days asked for, those that had landed before and came again included.
        missing: the days of which nothing could be landed.
        not_taken: of days that landed, what the supplier sent besides and could not be taken, e.g. a correction.
        notes: what a person should know besides: files nobody expected, columns without a use.
    """

    feed: str
    supplier: str
    landed: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    not_taken: tuple[Missing, ...] = ()

    def to_json(self) -> str:
        """The outcome as JSON."""
        return json.dumps(asdict(self), default=date.isoformat, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """The outcome that JSON holds."""
        facts = json.loads(text)
        return cls(
            feed=facts["feed"],
            supplier=facts["supplier"],
            landed=tuple(facts["landed"]),
            missing=_days(facts["missing"]),
            not_taken=_days(facts["not_taken"]),
            notes=tuple(facts["notes"]),
        )


def _days(facts: list[dict[str, str]]) -> tuple[Missing, ...]:
    return tuple(Missing(date.fromisoformat(one["day"]), one["reason"]) for one in facts)


@dataclass(frozen=True)
class DayBrought:
    """What was landed of one day, what of it was not taken (a sentence each), and what else is to be said."""

    landed: tuple[str, ...]
    not_taken: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
