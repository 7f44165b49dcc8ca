"""One writer at a time: a lock of the operating system, with its owner's name in a file a person can read.

The lock dies with its process, so a stale one needs no cure; the name beside it may outlive it and is then overwritten.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.crash_points import crash_point
from pipelines.errors import EngineFailure, Retryable

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Owner:
    """Who holds the warehouse.

    Attributes:
        holder: what the process is doing, e.g. `nightly run of 2024-01-15`.
        pid: its process.
        since: when it took the lock, ISO, UTC.
    """

    holder: str
    pid: int
    since: str

    def __str__(self) -> str:
        return f"{self.holder} (process {self.pid}) since {self.since}"


class WarehouseHeld(EngineFailure, Retryable):
    """Another process writes the warehouse."""

    code = "warehouse.held"

    def __init__(self, owner: Owner | None, waited: float, where: Path) -> None:
        self.owner = owner
        super().__init__(
            f"The warehouse is held by {owner or 'another process'}; waited {waited:.0f} s.",
            where=str(where),
            next_step="Wait until it has ended, or stop it.",
        )


def owner_of(lock: Path) -> Owner | None:
    """Who last took the lock, or None when nobody ever did or the name cannot be read."""
    try:
        return Owner(**json.loads(lock.with_suffix(".owner").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def held(
    lock: Path, holder: str, at: datetime, *, wait_seconds: float, tell: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lock for the length of a `with`; `tell`, or the log, hears for whom it has to wait.

    Raises:
        WarehouseHeld: another process held it for `wait_seconds`.
    """
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(handle, lock, wait_seconds, tell)
        crash_point("lock: taken, its owner unnamed")
        owner = Owner(holder, os.getpid(), at.isoformat(timespec="seconds"))
        name = lock.with_suffix(".owner")
        name.write_text(json.dumps(owner.__dict__), encoding="utf-8")
        crash_point("lock: taken")
        try:
            yield
        finally:
            name.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _acquire(handle: int, lock: Path, wait_seconds: float, tell: Callable[[str], None] | None) -> None:
    started, told = time.monotonic(), False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited = time.monotonic() - started
            if waited >= wait_seconds:
                raise WarehouseHeld(owner_of(lock), waited, lock) from None
            if not told:
                (tell or log.warning)(f"waiting for the warehouse, held by {owner_of(lock) or 'another process'}")
                told = True
            time.sleep(0.1)
