"""What a message about a night says: supplier, reason and next step, and never a person's data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipelines.night.model import Problem, Settlement

NEXT_STEP = (
    "Next: `citydb status` shows what is open. What is missing is asked for again for 14 nights; "
    "`citydb quarantine export --supplier …` writes the list a supplier needs."
)


@dataclass(frozen=True)
class NightReport:
    """One night of the whole city.

    Attributes:
        day: its business day.
        problems: what was due and is not loaded, over all areas.
        failures: what broke in the machinery, with its area.
    """

    day: date
    problems: tuple[Problem, ...] = ()
    failures: tuple[str, ...] = ()

    @classmethod
    def of(cls, day: date, settlements: Iterable[Settlement], publication_failure: str | None = None) -> NightReport:
        """The report of areas that have settled, and of a publication that may have failed."""
        ended = list(settlements)
        failures = [f"{one.area}: {one.failure}" for one in ended if one.failure]
        if publication_failure:
            failures.append(f"publication: {publication_failure}")
        return cls(day, tuple(problem for one in ended for problem in one.problems), tuple(failures))

    @property
    def is_red(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.problems or self.failures)

    @property
    def subject(self) -> str:
        """One line: which night, and how much is wrong."""
        parts = []
        if suppliers := {problem.supplier for problem in self.problems}:
            parts.append(f"not loaded: {', '.join(sorted(suppliers))}")
        if self.failures:
            parts.append(f"{len(self.failures)} failed")
        return f"Hanoi city database, night of {self.day}: {'; '.join(parts) or 'complete'}"

    @property
    def text(self) -> str:
        """The whole message, one line for each supplier, feed and reason."""
        lines = [self.subject, "", *(f"FAILED  {failure}" for failure in self.failures)]
        for (supplier, feed, state, reason), days in self._by_reason().items():
            lines.append(f"{state.upper()}  {supplier}  {feed}  {', '.join(days)}: {reason}")
        return "\n".join([*lines, "", NEXT_STEP, ""])

    def _by_reason(self) -> dict[tuple[str, str, str, str], list[str]]:
        grouped: dict[tuple[str, str, str, str], list[str]] = {}
        for one in self.problems:
            grouped.setdefault((one.supplier, one.feed, one.state, one.reason), []).append(one.business_day)
        return grouped
