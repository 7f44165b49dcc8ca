"""What the beginning of a run found in the warehouse, kept in the run's folder for the steps that must not open it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipelines.land.durable import write_whole
from pipelines.land.manifest import Manifest, manifests
from pipelines.settings import Settings

Nights = Mapping[date, datetime]
"""Business days, each with the instant its night is taken to happen at."""


@dataclass(frozen=True)
class Known:
    """What a run is about.

    Attributes:
        nights: the days it was asked for and settles.
        window: the days it looks after: those, and what the newest of them looks back to.
        decided: ids of the deliveries of the window that the ledger had decided when the run began.
    """

    nights: Nights
    window: tuple[date, ...]
    decided: frozenset[str] = frozenset()

    @classmethod
    def of(cls, folder: Path, day: date, at: datetime) -> Known:
        """What was kept in a run's folder; a run that never began is about its day."""
        try:
            facts = json.loads((folder / "known.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls({day: at}, (day,))
        return cls(
            {date.fromisoformat(night): datetime.fromisoformat(instant) for night, instant in facts["nights"].items()},
            tuple(date.fromisoformat(one) for one in facts["window"]),
            frozenset(facts["known"]),
        )

    def keep(self, folder: Path) -> None:
        """Write it down."""
        facts = {
            "nights": {night.isoformat(): instant.isoformat() for night, instant in self.nights.items()},
            "window": [one.isoformat() for one in self.window],
            "known": sorted(self.decided),
        }
        write_whole(folder / "known.json", json.dumps(facts).encode())

    def undecided(self, settings: Settings, feed: str, only: Collection[date] | None = None) -> list[Manifest]:
        """What landed for the window and was not decided: this run's, and what a dead process left behind.

        Of some days `only` where they are given.
        """
        wanted = [day for day in self.window if only is None or day in only]
        found = [manifest for day in wanted for manifest in manifests(settings, feed, day)]
        return [manifest for manifest in found if manifest.delivery_id not in self.decided]


def told(days: Nights) -> str:
    """Some days as a person reads them: the day, or the first and the last."""
    first, last = min(days), max(days)
    return str(last) if first == last else f"{first} to {last}"
