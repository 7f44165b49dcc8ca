"""Homes of one made-up city, to copy and to kill nights in; its suppliers run once for all of them."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import psutil  # type: ignore[import-untyped]  # psutil ships no types

from pipelines.publish import current
from pipelines.settings import Settings
from pipelines.verify import verify
from tests import warm
from tests.crash.content import Content, content, differences, doubled, tree

INCOMPLETE = 3
LOOK_EVERY, READ_EVERY = 0.004, 0.4


@dataclass(frozen=True)
class Journey:
    """A command that is run in a copy of a home.

    Attributes:
        name: for messages.
        start: the home it begins in.
        words: the command.
        also: more of its environment.
    """

    name: str
    start: Path
    words: tuple[str, ...]
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Undisturbed:
    """A journey that nothing disturbed.

    Attributes:
        journey: which.
        seconds: how much CPU time it took.
        passed: the crash points it came to, in their order.
        content: what the home then held.
        tree: the files that then lay in it.
    """

    journey: Journey
    seconds: float
    passed: tuple[str, ...]
    content: Content
    tree: frozenset[str]

    @classmethod
    def of(cls, journey: Journey, home: Path) -> Undisturbed:
        """Make the journey in a new home."""
        copy(journey.start, home)
        process, seconds = warm.start(journey.words, home, also={**journey.also, "CITYDB_TEST_RECORD": "1"}), 0.0
        while process.is_alive():
            with suppress(psutil.NoSuchProcess):
                seconds = max(seconds, warm.used(process))
            time.sleep(LOOK_EVERY)
        assert process.exitcode in (0, INCOMPLETE), warm.said(home)
        passed = tuple(dict.fromkeys(warm.passed(home)))
        settings = Settings(home=home, threads=1)
        return cls(journey, seconds, passed, content(settings), frozenset(tree(home)))

    def finish(self, home: Path) -> None:
        """Make the journey to its end in a home in which processes have died, and find all as if none had."""
        with reading(home):
            code = warm.run(self.journey.words, home, also=self.journey.also)
        assert code in (0, INCOMPLETE), warm.said(home)
        self.check(home)

    def check(self, home: Path) -> None:
        """Find all in a home as if nothing had ever died in it."""
        settings = Settings(home=home, threads=1)
        found = {
            "differs": differences(content(settings), self.content),
            "stands twice": doubled(settings),
            "broken": verify(settings),
            "left over": sorted(tree(home) - self.tree),
            "lost": sorted(self.tree - tree(home)),
        }
        assert not any(found.values()), {what: which for what, which in found.items() if which}


def copy(home: Path, target: Path) -> Path:
    """A home of one's own; what never changes in place is shared."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target, symlinks=True, ignore=shutil.ignore_patterns("simulated", "simulated.lock"))
    return target


@contextmanager
def reading(home: Path) -> Iterator[None]:
    """Open `current` again and again meanwhile; it can always be read, and once there it is always there."""
    settings, stop = Settings(home=home), threading.Event()
    broken: list[str] = []
    reads = 0

    def read() -> None:
        nonlocal reads
        city, until = settings.published / "current" / "city.duckdb", 0.0
        while not reads or not stop.wait(LOOK_EVERY):
            try:
                with city.open("rb") as file:
                    assert file.read(16)
                if time.monotonic() >= until:
                    with duckdb.connect(str(city), read_only=True) as con:
                        (row,) = con.execute("SELECT count(*) FROM mart.project06_scorecard").fetchall()
                    assert row[0] > 0
                    until = time.monotonic() + READ_EVERY
            except Exception as reason:
                broken.append(f"{type(reason).__name__}: {reason}")
            reads += 1

    reader = threading.Thread(target=read)
    if current(settings):
        reader.start()
    try:
        yield
    finally:
        stop.set()
        if reader.ident:
            reader.join()
    assert not broken, broken[:3]
