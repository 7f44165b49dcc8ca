"""What city was asked for: the arguments of a simulation, kept beside it so that nobody mixes up two cities."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.errors import UsageFailure
from simulator.faults import Requested, requested_faults

EPOCH = date(2023, 7, 1)
"""From here on things happen to people; before it they only exist."""

EARLIEST = date(2023, 10, 15)
"""First day a window may start: dossiers need their past."""

HORIZON = date(2025, 12, 31)
"""Last day of the timeline, half a year after the second reorganisation of communes."""

FEWEST = 1_000
"""Below this a district has nobody left to hand in a dossier."""


@dataclass(frozen=True)
class Plan:
    """One city and one window of its timeline.

    Attributes:
        citizens: how many live in it at the epoch.
        first: first business day delivered, which gives every supplier's full state.
        last: last business day delivered.
        seed: the city's seed; with `citizens` it decides everything that happens.
        faults: refused deliveries and outages asked for, as written.
    """

    citizens: int
    first: date
    last: date
    seed: int
    faults: tuple[str, ...]

    @classmethod
    def of(cls, citizens: int, first: date, last: date, seed: int, faults: Sequence[str]) -> Plan:
        """A plan that can be carried out.

        Raises:
            UsageFailure: the city is too small, the window lies outside the timeline, or a fault makes no sense.
        """
        if citizens < FEWEST:
            raise UsageFailure(f"A city of {citizens} citizens is too small.", next_step=f"Ask for {FEWEST} or more.")
        if not EARLIEST <= first <= last <= HORIZON:
            raise UsageFailure(
                f"No window from {first} to {last} can be cut out of the made-up city's timeline.",
                next_step=f"Choose days between {EARLIEST} and {HORIZON}, the first not after the last.",
            )
        written = tuple(sorted({part for text in faults for part in text.replace(" ", "").split(",") if part}))
        plan = cls(citizens, first, last, seed, written)
        plan.requested()
        return plan

    def requested(self) -> tuple[Requested, ...]:
        """The faults asked for, one for each supplier and day they strike."""
        return requested_faults(self.faults, self.first, self.last)

    def write(self, path: Path) -> None:
        """Keep the plan as JSON."""
        facts = {
            "citizens": self.citizens,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "seed": self.seed,
            "faults": list(self.faults),
        }
        path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Plan:
        """The plan kept in a file."""
        facts = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            facts["citizens"],
            date.fromisoformat(facts["from"]),
            date.fromisoformat(facts["to"]),
            facts["seed"],
            tuple(facts["faults"]),
        )

    def __str__(self) -> str:
        faults = f", faults {','.join(self.faults)}" if self.faults else ""
        return f"{self.citizens:,} citizens from {self.first} to {self.last}, seed {self.seed}{faults}"
