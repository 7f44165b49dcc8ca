"""Whether the permanent set runs for a home, and where: a small file that is true only while its process lives."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types

from pipelines.land.durable import write_whole
from pipelines.settings import Settings


@dataclass(frozen=True)
class Serving:
    """The permanent set of a home.

    Attributes:
        port: the loopback port its Airflow answers on.
        pid: its process.
        started: when that process started, in the operating system's own count: a pid alone may be anyone's.
    """

    port: int
    pid: int
    started: float

    @property
    def is_alive(self) -> bool:
        """Whether that process still runs."""
        try:
            process = psutil.Process(self.pid)
            is_same = abs(float(process.create_time()) - self.started) < 1
            return is_same and str(process.status()) != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


def serving(settings: Settings) -> Serving | None:
    """The permanent set that runs for this home, or None."""
    try:
        found = Serving(**json.loads(_file(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.is_alive else None


@contextmanager
def told(settings: Settings, port: int) -> Iterator[None]:
    """Say that this process is the permanent set, for the length of a `with`."""
    pid = os.getpid()
    facts = asdict(Serving(port, pid, float(psutil.Process(pid).create_time())))
    write_whole(_file(settings), json.dumps(facts).encode())
    try:
        yield
    finally:
        _file(settings).unlink(missing_ok=True)


def _file(settings: Settings) -> Path:
    return settings.airflow / "serve.json"
