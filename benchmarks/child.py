"""One process of a benchmark: `python -m benchmarks.child make|ours|bare NAME HOME CITIZENS ROOM`."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

import duckdb

from benchmarks.catalogue import case_of, inputs
from benchmarks.model import Place
from pipelines.contract import feeds, layouts_of
from pipelines.settings import Settings

_STATUS = Path("/proc/self/status")


def measure(side: str, title: str, place: Place) -> dict[str, object]:
    """What one side of a case cost; what it found is looked at afterwards and costs nothing here."""
    case = case_of(title)
    prepare = case.ours if side == "ours" else case.bare
    if prepare is None:
        raise SystemExit(f"{title} has nothing bare to compare with")
    _load_what_is_loaded_once()
    job = prepare(place)
    before, started = _cpu_seconds(), time.perf_counter()
    job.work()
    wall, after = time.perf_counter() - started, _cpu_seconds()
    peak = _peak_mb()
    found = job.found()
    return {
        "cpu_seconds": (after - before) * job.stands_for,
        "wall_seconds": wall * job.stands_for,
        "peak_mb": peak,
        "records": found.records,
        "rows": found.rows,
    }


def _load_what_is_loaded_once() -> None:
    """What a process pays once, however much it does, is in neither side's figures."""
    duckdb.execute("SELECT ?", [1])  # binding a parameter loads pandas
    for feed in feeds():
        layouts_of(feed)


def _cpu_seconds() -> float:
    """What this process used so far, and what it started and waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak_mb() -> float:
    """The most memory this process, or one that it started, held, imports included.

    `ru_maxrss` begins with what the process that started this one held, so Linux is asked for the peak since then.
    """
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return max(int(line.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(what: str, name: str, home: str, citizens: str, room: str) -> None:
    """Make an input, or measure one side of a case and print it as JSON."""
    settings = Settings.from_environment({**os.environ, "CITYDB_HOME": home})
    place = Place(settings, Path(room), int(citizens))
    if what == "make":
        inputs()[name].make(place)
    else:
        print(json.dumps(measure(what, name, place)))


if __name__ == "__main__":
    main(*sys.argv[1:])
