"""Folders of runs below `staging/`: whose run is over or dead, and their removal.

A run that a process makes from its beginning to its end is alive as long as that process, which holds a lock by the
run's name. A run of Airflow has no such process: its folder stands until it settles, or until nobody can take it up.
A run that settled with a failure leaves its folder to whoever looks into it, for a week.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from pipelines.land.durable import exclusive
from pipelines.settings import Settings

KEPT_FOR = timedelta(days=7)
"""How long a folder stays that nobody needs any more but a person who looks for what went wrong."""

SETTLED = "settled"
"""A file in the folder of a run that settled with a failure."""

_REMOVING, _LOCK = ".removing-", ".lock"


@contextmanager
def living(settings: Settings, run_id: str) -> Iterator[None]:
    """Make a run from its beginning to its end in this process; what dead runs left is removed first."""
    with _alone(settings):
        _sweep(settings, is_airflow_gone=False)
        mark = _marks(settings) / run_id
        handle = os.open(mark, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)
        os.close(handle)


def sweep(settings: Settings, *, is_airflow_gone: bool = False) -> None:
    """Remove the folders of dead runs; after a week those of runs that failed, and pages of days never asked for again.

    Args:
        settings: the home.
        is_airflow_gone: no Airflow of this home will go on with a run it began.
    """
    with _alone(settings):
        _sweep(settings, is_airflow_gone)


def _sweep(settings: Settings, is_airflow_gone: bool) -> None:
    marks = {mark.name: mark for mark in _marks(settings).iterdir() if mark.name != _LOCK}
    dead = {name for name, mark in marks.items() if _is_abandoned(mark)}
    for folder in settings.staging.glob("*/[0-9]*-[0-9]*-[0-9]*/*"):
        is_over = folder.name.startswith(_REMOVING) or folder.name in dead
        is_unowned = is_airflow_gone and folder.name not in marks
        if ((is_over or is_unowned) and not (folder / SETTLED).exists()) or _age(settings, folder) > KEPT_FOR:
            discard(folder)
    for name in dead:
        marks[name].unlink(missing_ok=True)
    for pages in settings.staging.glob("extract/pages/*/*/[0-9]*-[0-9]*-[0-9][0-9]"):
        if _age(settings, pages) > KEPT_FOR:  # of a day that nobody asked for again
            shutil.rmtree(pages, ignore_errors=True)


def discard(folder: Path) -> None:
    """Remove a run's folder, even while a try that everybody takes for dead still writes into it."""
    aside = folder.with_name(f"{_REMOVING}{uuid4().hex}")
    with suppress(FileNotFoundError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    lock = _marks(settings) / _LOCK
    with exclusive(lock):
        lock.touch()
        yield


def _marks(settings: Settings) -> Path:
    return settings.staging / "runs"


def _is_abandoned(mark: Path) -> bool:
    try:
        handle = os.open(mark, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:  # its run has just ended
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _age(settings: Settings, folder: Path) -> timedelta:
    """How old a folder is by the file system's own time."""
    now = (_marks(settings) / _LOCK).stat().st_mtime
    with suppress(FileNotFoundError):  # its run has just ended
        return timedelta(seconds=now - folder.stat().st_mtime)
    return timedelta(0)
