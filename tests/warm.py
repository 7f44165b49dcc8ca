"""Processes in which everything is imported already, so that a night costs what it costs and not its imports.

A server that has opened nothing yet forks each of them, as Airflow's launcher forks its tasks.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types

from pipelines import crash_points
from pipelines.contract.registry import COLLECTED, CONNECTED

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.warm_parent"])


def start(words: Sequence[str], home: Path, *, also: Mapping[str, str] | None = None) -> BaseProcess:
    """The program `citydb` with these words, in a process of its own; what it says goes beside the home."""
    # the server has the environment of the moment it began
    chosen = {name: value for name, value in os.environ.items() if name in (COLLECTED, CONNECTED)}
    process = _SERVER.Process(target=_citydb, args=(list(words), home, {**chosen, **(also or {})}))
    process.start()
    return process


def at_once(*calls: Callable[[], object], home: Path) -> list[int]:
    """The exit codes of functions that begin at one moment, each in a process of its own."""
    begin = _SERVER.Barrier(len(calls))
    processes = [_SERVER.Process(target=_call, args=(call, home, begin)) for call in calls]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [int(process.exitcode or 0) for process in processes]


def _call(call: Callable[[], object], home: Path, begin: Barrier) -> None:
    os.environ["CITYDB_HOME"] = str(home)
    begin.wait(60)
    call()


def run(words: Sequence[str], home: Path, *, also: Mapping[str, str] | None = None) -> int:
    """Its exit code; minus the signal that killed it."""
    process = start(words, home, also=also)
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def used(process: BaseProcess) -> float:
    """The CPU seconds a process has used so far: how far it is, however busy the machine."""
    times = psutil.Process(process.pid).cpu_times()
    return float(times.user + times.system)


def said(home: Path) -> str:
    """What the last process of a home said."""
    return _log(home).read_text(encoding="utf-8")


def passed(home: Path) -> list[str]:
    """The labels that a run with `CITYDB_TEST_RECORD` passed, in their order."""
    return _record(home).read_text(encoding="utf-8").splitlines()


def _citydb(words: list[str], home: Path, also: dict[str, str]) -> None:
    for name in (COLLECTED, CONNECTED):
        os.environ.pop(name, None)
    os.environ.update({"CITYDB_HOME": str(home), "CITYDB_MEMORY": "500MB", "CITYDB_THREADS": "1", **also})
    handle = os.open(_log(home), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.argv = ["citydb", *words]
    if "CITYDB_TEST_RECORD" in also:
        _record_passes(home)
    from pipelines.cli.program import main

    gc.disable()  # what is shared with the parent stays shared
    main()


def _record_passes(home: Path) -> None:
    """Write down which crash points this process comes to; it is forked for that and ends afterwards."""
    original = crash_points.crash_point
    log = _record(home).open("w", buffering=1)

    def recorded(label: str) -> None:
        log.write(f"{label}\n")
        original(label)

    for module in [*sys.modules.values()]:
        if getattr(module, "crash_point", None) is original:
            module.crash_point = recorded


def _log(home: Path) -> Path:
    return home.with_name(f"{home.name}.said")


def _record(home: Path) -> Path:
    return home.with_name(f"{home.name}.passed")
