"""Labelled places at which a process can be made to die, so that tests prove that no death loses or halves anything.

`CITYDB_CRASH_AT=<label>` kills the process (SIGKILL, as the kernel does when memory is short) the first time it comes to
that place; `<label>:3` the third time. Unset, a crash point costs one comparison. Tests find the labels in the code, so
one that is added is tested without anyone remembering to.
"""

from __future__ import annotations

import os
import signal

_label, _, _count = os.environ.get("CITYDB_CRASH_AT", "").partition(":")
_passes_left = int(_count or 1)


def crash_point(label: str) -> None:
    """Die here if this place was asked for."""
    if label == _label:
        _die_when_it_is_time()


def _die_when_it_is_time() -> None:
    global _passes_left
    _passes_left -= 1
    if _passes_left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
