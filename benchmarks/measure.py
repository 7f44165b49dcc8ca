"""Running processes one after another: the inputs, then both sides of each case in turn, several times."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.model import Case
from pipelines.settings import REPOSITORY


class Broken(Exception):
    """A process of the benchmark failed, or the two sides of a case did not make the same rows."""


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of some values."""
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Side:
    """What one side of a case costs."""

    cpu_seconds: Spread
    wall_seconds: Spread
    peak_mb: Spread
    records: int


@dataclass(frozen=True)
class Comparison:
    """A case as it was measured."""

    case: Case
    ours: Side
    bare: Side | None

    @property
    def per_second(self) -> float:
        """Records a second by the clock on the wall."""
        return self.ours.records / self.ours.wall_seconds.median

    @property
    def ratio(self) -> float | None:
        """How many times the bare work's CPU."""
        return self.ours.cpu_seconds.median / self.bare.cpu_seconds.median if self.bare else None


@dataclass(frozen=True)
class Bench:
    """One run of the benchmark.

    Attributes:
        home: where the inputs are.
        citizens: how large the made-up city is.
        times: how often each side is measured.
    """

    home: Path
    citizens: int
    times: int

    def make(self, name: str) -> None:
        """Make one input."""
        self._process("make", name)

    def compare(self, case: Case) -> Comparison:
        """Measure both sides of a case, in turn, so that a busy machine strikes both.

        Raises:
            Broken: the two sides went over different records or made different rows.
        """
        sides = ["ours", *(["bare"] if case.bare else [])]
        runs = [
            {side: json.loads(self._process(side, case.title)) for side in sides}
            for _ in range(case.times or self.times)
        ]
        assert_agreed(case.title, [run[side] for run in runs for side in sides])
        measured = {side: _side([run[side] for run in runs]) for side in sides}
        return Comparison(case, measured["ours"], measured.get("bare"))

    def _process(self, what: str, name: str) -> str:
        room = self.home / "room"
        room.mkdir(parents=True, mode=0o700)
        command = [sys.executable, "-m", "benchmarks.child", what, name, str(self.home), str(self.citizens), str(room)]
        try:
            done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
        finally:
            shutil.rmtree(room)
        if done.returncode:
            raise Broken(f"{what} {name}: {done.stderr.strip()}")
        return done.stdout


def assert_agreed(title: str, runs: Sequence[Mapping[str, object]]) -> None:
    """Both sides went over the same records and made the same rows, every time.

    Raises:
        Broken: they did not, so that a comparison of what they cost would mean nothing.
    """
    told = sorted({f"{run['records']} records, {run['rows'] or 'no rows'}" for run in runs})
    if len(told) > 1:
        raise Broken(f"{title}: the two sides did not do the same work: {' | '.join(told)}")


def _side(runs: Sequence[dict[str, float]]) -> Side:
    def spread(key: str) -> Spread:
        return Spread.of([run[key] for run in runs])

    return Side(spread("cpu_seconds"), spread("wall_seconds"), spread("peak_mb"), int(runs[0]["records"]))
