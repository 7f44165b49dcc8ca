"""The processes in which Airflow's LocalExecutor runs tasks, none of which may be lost.

A worker waits for work holding the lock of the queue. Killed there, it never gives the lock back: the executor starts
another worker in its place, but nobody takes a task from the queue any more, and a night would wait for good.
"""

from __future__ import annotations

from contextlib import suppress

import psutil  # type: ignore[import-untyped]  # psutil ships no types

_TITLE = "airflow worker -- LocalExecutor"


class Workers:
    """The workers of one scheduler, looked at again and again."""

    def __init__(self, scheduler: int) -> None:
        """`scheduler` is its process id."""
        self._scheduler = scheduler
        self._seen: set[int] = set()

    def is_one_lost(self) -> bool:
        """Whether one that was seen before is gone; a scheduler that works lets none of them go."""
        found = set()
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._scheduler).children():
                with suppress(psutil.NoSuchProcess):
                    if " ".join(child.cmdline()).startswith(_TITLE):
                        found.add(child.pid)
        lost = self._seen - found
        self._seen |= found
        return bool(lost)
