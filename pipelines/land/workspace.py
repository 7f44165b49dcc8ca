"""Where a delivery stands while it arrives, and the removal of what crashed processes left there."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from pipelines.crash_points import crash_point
from pipelines.land.durable import exclusive, make_folder
from pipelines.settings import Settings

ALIVE = "alive"
"""A file in each workspace, locked by the process that works there: an unlocked one belongs to nobody any more."""


@contextmanager
def workspace(settings: Settings) -> Iterator[Path]:
    """A folder of one's own on the file system of the landing zone, gone afterwards with whatever is left in it."""
    incoming = make_folder(settings.landing / "incoming")
    folder = incoming / uuid4().hex
    with exclusive(incoming / ".lock"):
        _sweep(incoming)
        folder.mkdir(mode=0o700)
        crash_point("land: workspace made")
        alive = os.open(folder / ALIVE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(alive, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(alive)


def _sweep(incoming: Path) -> None:
    for folder in incoming.iterdir():
        if folder.is_dir() and _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    try:
        handle = os.open(folder / ALIVE, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(handle)
