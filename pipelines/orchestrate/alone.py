"""One Airflow at a time for a home: a lock that its processes inherit, so that it is free when the last has ended."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import EngineFailure, Retryable
from pipelines.settings import Settings


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

    Raises:
        AirflowHeld: another process held it for `wait_seconds`.
    """
    settings.airflow.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.airflow / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(handle, path, wait_seconds)
        os.truncate(handle, 0)
        os.pwrite(handle, json.dumps({"what": what, "pid": os.getpid()}).encode(), 0)
        yield handle
    finally:
        os.close(handle)


def _acquire(handle: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise AirflowHeld(_owner(path), path) from None
            time.sleep(0.1)


def _owner(path: Path) -> str:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return f"{facts['what']} (process {facts['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
