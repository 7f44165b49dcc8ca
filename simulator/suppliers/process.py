"""Processes that outlive the command which started them, known by pid *and* start time: a pid alone may be anyone's."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types

from pipelines.land.durable import write_whole

PATIENCE = 10.0
"""Seconds a process gets to end by itself before it is killed."""


@dataclass(frozen=True)
class Record:
    """What a pid file says.

    Attributes:
        pid: the process.
        started: when it started, in the operating system's own count.
        port: the loopback port it listens on.
    """

    pid: int
    started: float
    port: int

    @classmethod
    def of(cls, pid: int, port: int) -> Record:
        """The record of a process that runs now."""
        return cls(pid, float(psutil.Process(pid).create_time()), port)

    def write(self, path: Path) -> None:
        """Keep the record; a reader sees all of it or nothing."""
        write_whole(path, json.dumps(asdict(self)).encode())

    @classmethod
    def read(cls, path: Path) -> Record | None:
        """The record in a file; None where there is no readable one."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def process(self) -> psutil.Process | None:
        """The process, if it is still that one and lives."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1
            return process if same and _runs(process) else None
        except psutil.NoSuchProcess:
            return None


def started_with(arguments: Sequence[str]) -> list[psutil.Process]:
    """Processes whose command line holds these arguments one after the other: what a crashed start left behind."""
    wanted = list(arguments)
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if process.pid != os.getpid() and any(line[n : n + len(wanted)] == wanted for n in range(len(line))):
            found.append(process)
    return found


def end(processes: Sequence[psutil.Process]) -> None:
    """End processes and their children, politely first; none of them is left when this returns.

    The polite word is SIGINT: to PostgreSQL it means not to wait for those who are still connected.
    """
    family = [*processes]
    for process in processes:
        try:
            family.extend(process.children(recursive=True))
        except psutil.NoSuchProcess:
            continue
    for process in processes:
        _tell(process, signal.SIGINT)
    alive = _left_of(family)
    for process in alive:
        _tell(process, signal.SIGKILL)
    _left_of(alive)


def _left_of(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Those that still run when the patience is at its end; a dead one counts even before its parent notices."""
    deadline = time.monotonic() + PATIENCE
    left = [*processes]
    while (left := [one for one in left if _runs(one)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _tell(process: psutil.Process, word: signal.Signals) -> None:
    try:
        process.send_signal(word)
    except psutil.NoSuchProcess:
        return
