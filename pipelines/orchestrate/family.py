"""Processes that end together: forked by one process, and none of them outlives it.

Airflow's workers put every task into a process group of its own, so neither a group nor a session holds the whole
family: this process adopts whatever below it loses its parent, and ends by looking for everything below it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # psutil ships no types

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def adopt_orphans() -> None:
    """Become the parent of whatever below this process loses its own."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent(word: signal.Signals = signal.SIGTERM) -> None:
    """Ask to be told this word when the parent dies, even if it is killed. Whoever changes the user asks anew."""
    _prctl(_PR_SET_PDEATHSIG, word)


def fork(work: Callable[[], None], log: Path) -> int:
    """The process id of a child that does `work` and ends with this process; what it says goes to `log`."""
    sys.stdout.flush()
    sys.stderr.flush()
    if process := os.fork():
        return process
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end_with_parent()
        _write_to(log)
        work()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def end_all(polite: Iterable[tuple[int, signal.Signals]], grace_seconds: float, spared: Collection[int] = ()) -> None:
    """End everything below this process but the spared: tell the named children first, kill what is left later."""
    for process, word in polite:
        with suppress(ProcessLookupError):
            os.kill(process, word)
    deadline = time.monotonic() + grace_seconds
    while (left := _below(spared)) and time.monotonic() < deadline:
        time.sleep(0.05)
    while left:
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        time.sleep(0.02)
        left = _below(spared)


def _below(spared: Collection[int]) -> list[psutil.Process]:
    """What still runs below this process; what has ended is taken note of on the way."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    found = []
    for child in psutil.Process().children():
        if child.pid not in spared:
            with suppress(psutil.NoSuchProcess):
                found += [*child.children(recursive=True), child]
    return found


def _write_to(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(handle, 1)
    os.dup2(handle, 2)


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
