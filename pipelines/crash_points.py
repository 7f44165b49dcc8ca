"""Labelled places at which a process can be made to die, so that tests prove that no death loses or halves anything.

`CITYDB_CRASH_AT=<label>` kills the process (SIGKILL, as the kernel does when memory is short) the first time it comes
to that place; `<label>:3` the third time. Unset, a crash point costs one look at the environment. Tests find the labels
in the code, so one that is added is tested without anyone remembering to.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "CITYDB_CRASH_AT"

_passes: dict[str, int] = {}


def crash_point(label: str) -> None:
    """Die here if this place was asked for."""
    if asked := os.environ.get(VARIABLE):
        _die_if_meant(label, asked)


def _die_if_meant(label: str, asked: str) -> None:
    meant, _, count = asked.rpartition(":")
    if not count.isdecimal():
        meant, count = asked, "1"
    if label == meant:
        _passes[label] = _passes.get(label, 0) + 1
        if _passes[label] == int(count):
            os.kill(os.getpid(), signal.SIGKILL)
