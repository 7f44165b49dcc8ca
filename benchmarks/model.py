"""What a benchmark is made of: inputs that are made first, and cases that are measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.settings import Settings

DAY, LATE_DAY, NEXT_DAY = date(2024, 1, 15), date(2024, 1, 16), date(2024, 1, 17)
"""The first day gives every supplier's full state; the late one is loaded after the next."""


@dataclass(frozen=True)
class Place:
    """Where one process works.

    Attributes:
        settings: the home with the inputs, which no measurement writes into.
        room: a folder of this process alone, removed afterwards.
        citizens: how large the made-up city is.
    """

    settings: Settings
    room: Path
    citizens: int

    @property
    def inputs(self) -> Path:
        """Inputs that have no place of their own below a home."""
        return self.settings.home / "inputs"

    @property
    def own(self) -> Settings:
        """The settings of an empty home in the room, with the same memory and threads."""
        return Settings(home=self.room / "home", memory=self.settings.memory, threads=self.settings.threads)


@dataclass(frozen=True)
class Input:
    """Something that must be there before a case can be measured.

    Attributes:
        name: its name.
        make: makes it, in a process of its own.
        needs: names of inputs it is made from.
        afterwards: name of the input that clears it away at the end; empty where nothing has to be stopped.
    """

    name: str
    make: Callable[[Place], None]
    needs: tuple[str, ...] = ()
    afterwards: str = ""


@dataclass(frozen=True)
class Found:
    """What a piece of work left behind.

    Attributes:
        records: how many records it went over.
        rows: a fingerprint of the rows it made, which must be the same for both sides; empty where none is made.
    """

    records: int
    rows: str = ""


@dataclass(frozen=True)
class Job:
    """A piece of work that is ready to start.

    Attributes:
        work: what is measured.
        found: looks at what came of it, after the measurement.
        stands_for: how many times its work is told, where doing all of it would take too long.
    """

    work: Callable[[], None]
    found: Callable[[], Found]
    stands_for: int = 1


Prepare = Callable[[Place], Job]


@dataclass(frozen=True)
class Case:
    """One comparison.

    Attributes:
        stage: the stage, as `--only` names it.
        name: what is measured of it.
        ours: the stage.
        bare: the same work without it; None where there is no such thing.
        bare_is: what the bare work is, in a few words.
        needs: names of inputs.
        unit: what is counted.
        times: how often each side is measured, where that is not left to who measures.
    """

    stage: str
    name: str
    ours: Prepare
    bare: Prepare | None
    bare_is: str
    needs: tuple[str, ...]
    unit: str = "records"
    times: int | None = None

    @property
    def title(self) -> str:
        """Its name among all cases."""
        return f"{self.stage}: {self.name}"
