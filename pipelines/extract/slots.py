"""Politeness over all processes: no more errands to one supplier at once than it allows."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.extract.failures import Unavailable
from pipelines.extract.suppliers import Supplier
from pipelines.land.durable import make_folder
from pipelines.settings import Settings


@contextmanager
def slot(settings: Settings, supplier: Supplier, *, wait_seconds: float = 3600) -> Iterator[None]:
    """One of the supplier's places for the length of a `with`; a process that dies gives its place back.

    Raises:
        Unavailable: all places were taken for `wait_seconds`.
    """
    folder = make_folder(settings.staging / "extract" / "slots")
    handle = _take(folder, supplier, time.monotonic() + wait_seconds)
    try:
        yield
    finally:
        os.close(handle)


def _take(folder: Path, supplier: Supplier, until: float) -> int:
    while True:
        for number in range(1, supplier.max_parallel + 1):
            handle = os.open(folder / f"{supplier.name}.{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
            else:
                return handle
        if time.monotonic() >= until:
            raise Unavailable(
                f"All {supplier.max_parallel} places at {supplier.name} stayed taken by other errands.",
                next_step=f"See what else collects from {supplier.name}, or raise its max_parallel in suppliers.toml.",
            )
        time.sleep(0.1)
