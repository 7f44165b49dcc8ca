"""`python -m benchmarks`: every stage, or the ones asked for."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console

from benchmarks.catalogue import STAGES, cases_of, in_order, inputs
from benchmarks.measure import Bench, Broken, Comparison
from benchmarks.model import Case
from benchmarks.record import append, surroundings
from benchmarks.show import show
from pipelines import clock
from pipelines.land.durable import exclusive
from pipelines.settings import Settings

_WIDTH = 120
"""Where no terminal tells how wide the table may be."""

SCALES = {"small": 5_000, "usual": 60_000, "full": 1_000_000}
"""How many citizens the made-up city has; each is about one record of each large feed."""


def main(arguments: Sequence[str]) -> int:
    """Measure, write the results down as they come, and print a table."""
    asked = _arguments(arguments)
    settings = Settings.from_environment(os.environ)
    folder = settings.home / "bench"
    bench = Bench(folder / "work", asked.scale, asked.times)
    around = surroundings(clock.now(), settings.memory, settings.threads)
    cases = [case for stage in asked.only or STAGES for case in cases_of(stage)]
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    compared: list[Comparison] = []
    broken: list[Broken] = []
    with exclusive(folder / ".lock"), _inputs_of(bench, console) as make:
        for case in cases:
            try:
                make(case)
                started = time.monotonic()
                compared.append(bench.compare(case))
            except Broken as reason:
                broken.append(reason)
                continue
            append(folder / "results.jsonl", bench, around, compared[-1])
            console.print(f"{case.title} ({time.monotonic() - started:.0f} s)", highlight=False)
    show(compared, console)
    console.print(f"Added to {folder / 'results.jsonl'}", highlight=False)
    for one in broken:
        console.print(str(one), style="red", markup=False, highlight=False)
    return 1 if broken else 0


@contextmanager
def _inputs_of(bench: Bench, console: Console) -> Iterator[Callable[[Case], None]]:
    """A function that makes what a case needs and is not there yet; afterwards nothing of it is left."""
    shutil.rmtree(bench.home, ignore_errors=True)
    among, made = inputs(), set[str]()

    def make(case: Case) -> None:
        for name in in_order(case.needs, among):
            if name not in made:
                console.print(f"making {name}")
                made.add(name)
                bench.make(name)

    try:
        yield make
    finally:
        for name in sorted(made):
            if afterwards := among[name].afterwards:
                bench.make(afterwards)
        shutil.rmtree(bench.home, ignore_errors=True)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="What each stage costs, beside the same work as bare SQL in the same run.",
        epilog="Example: python -m benchmarks --only read --only conform --scale full",
    )
    parser.add_argument("--scale", type=_scale, default="usual", help=f"{', '.join(SCALES)}, or a number of citizens")
    parser.add_argument("--only", action="append", choices=STAGES, help="this stage alone; may be given several times")
    parser.add_argument("--times", type=int, default=3, help="how often each side is measured (3)")
    return parser.parse_args(arguments)


def _scale(text: str) -> int:
    return SCALES[text] if text in SCALES else int(text)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends like Ctrl-C: what was started is stopped
    sys.exit(main(sys.argv[1:]))
