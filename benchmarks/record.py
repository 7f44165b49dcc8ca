"""Results as JSON lines, each with what is needed to compare it with another one years later."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Bench, Comparison, Side
from pipelines.settings import REPOSITORY

_TOLD = ("duckdb", "great-expectations", "pyarrow", "httpx", "adbc-driver-postgresql", "python-calamine")


@dataclass(frozen=True)
class Surroundings:
    """What a run's figures depend on besides the code of the stages.

    Attributes:
        measured_at: the instant the run began, UTC.
        commit: the commit, None where there is no repository.
        is_changed: whether files differed from it.
        cpu_count: processors the machine lets us use.
        memory: DuckDB's memory limit.
        threads: DuckDB's threads.
        versions: of Python and of what does the work.
    """

    measured_at: str
    commit: str | None
    is_changed: bool
    cpu_count: int
    memory: str
    threads: int
    versions: dict[str, str]


def surroundings(at: datetime, memory: str, threads: int) -> Surroundings:
    """What can be told of machine and code."""
    return Surroundings(
        measured_at=at.isoformat(),
        commit=_git("rev-parse", "HEAD") or None,
        is_changed=bool(_git("status", "--porcelain")),
        cpu_count=len(os.sched_getaffinity(0)),
        memory=memory,
        threads=threads,
        versions={"python": platform.python_version(), **{name: version(name) for name in _TOLD}},
    )


def append(path: Path, bench: Bench, around: Surroundings, compared: Comparison) -> None:
    """Add one line for one case."""
    case = compared.case
    line = {
        "stage": case.stage,
        "case": case.name,
        "unit": case.unit,
        "citizens": bench.citizens,
        "times": case.times or bench.times,
        "records": compared.ours.records,
        "records_per_second": round(compared.per_second, 1),
        "cpu_ratio": None if compared.ratio is None else round(compared.ratio, 3),
        "ours": _told(compared.ours),
        "bare": None if compared.bare is None else {"is": case.bare_is, **_told(compared.bare)},
        **asdict(around),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line) + "\n")


def _told(side: Side) -> dict[str, dict[str, float]]:
    return {
        name: {which: round(value, 4) for which, value in spread.items()}
        for name, spread in asdict(side).items()
        if isinstance(spread, dict)
    }


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True)  # noqa: S607
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
