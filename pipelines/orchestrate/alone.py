"""One Airflow at a time for a home: a lock that its processes inherit, so that it is free when the last has ended."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.errors import EngineFailure, Retryable
from pipelines.processes import is_alive
from pipelines.settings import Settings

ORPHANS_END_WITHIN = 20.0
"""Seconds that the processes of an Airflow get to end by themselves when their caller is dead."""


class AirflowHeld(EngineFailure, Retryable):
    """Another Airflow runs for this home."""

    code = "airflow.held"

    def __init__(self, owner: str, where: Path) -> None:
        self.owner = owner
        super().__init__(
            f"An Airflow runs for this home already: {owner}.",
            where=str(where),
            next_step="Wait until it has ended, or stop it.",
        )


@contextmanager
def alone(settings: Settings, what: str, wait_seconds: float) -> Iterator[int]:
    """The handle of the lock, for the processes that are started under it.

    What is left of an Airflow whose caller is dead gets a while to end by itself, and is killed then.

    Raises:
        AirflowHeld: another process held it for `wait_seconds`.
    """
    settings.airflow.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.airflow / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(handle, settings, wait_seconds)
        os.truncate(handle, 0)
        os.pwrite(handle, json.dumps({"what": what, "pid": os.getpid()}).encode(), 0)
        yield handle
    finally:
        os.close(handle)


def end_holders(settings: Settings) -> None:
    """Kill whatever else holds the lock: what is left of an Airflow whose first process was killed.

    Nobody is there any more to end it, and its tasks would ask a dead server for many minutes.
    """
    while holders := list(_holders(settings.airflow / "lock")):
        for process in holders:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.05)


def _acquire(handle: int, settings: Settings, wait_seconds: float) -> None:
    path, began = settings.airflow / "lock", time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited, facts = time.monotonic() - began, _facts(path)
            if not facts or is_alive(str(facts["pid"])):
                if waited >= wait_seconds:
                    raise AirflowHeld(_told(facts), path) from None
            elif waited >= ORPHANS_END_WITHIN:
                end_holders(settings)
            time.sleep(0.1)


def _holders(path: Path) -> Iterator[int]:
    """The other processes that share the lock. Who only waits for it has the file open too, but no lock on it."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is not ours
            if int(process.name) != os.getpid() and any(_is_lock(one, path) for one in (process / "fd").iterdir()):
                yield int(process.name)


def _is_lock(handle: Path, path: Path) -> bool:
    is_it = handle.exists() and handle.samefile(path)
    return is_it and "FLOCK" in (handle.parents[1] / "fdinfo" / handle.name).read_text(encoding="utf-8")


def _facts(path: Path) -> dict[str, object]:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return {"what": facts["what"], "pid": facts["pid"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _told(facts: dict[str, object]) -> str:
    return f"{facts['what']} (process {facts['pid']})" if facts else "another process"
