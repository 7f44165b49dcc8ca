"""The progress of nights under Airflow: a bar for each area of the night in hand, plain lines where no terminal is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

from rich.progress import Progress, TaskID

from pipelines.cli.voice import Voice

if TYPE_CHECKING:
    from pipelines.orchestrate.nightly import NightProgress


class NightBars:
    """Hears the progress of some nights and draws it.

    Args:
        voice: whose console to draw on.
        days: the business days there will be.
    """

    def __init__(self, voice: Voice, days: Sequence[date]) -> None:
        self._voice = voice
        self._days = list(days)
        self._stack = ExitStack()
        self._bars: Progress | None = None
        self._tasks: dict[tuple[date | None, str], TaskID] = {}
        self._told: dict[tuple[date | None, str], str] = {}

    def __enter__(self) -> NightBars:
        self._bars = self._stack.enter_context(self._voice.progress())
        return self

    def __exit__(self, *reason: object) -> None:
        self._stack.close()

    def tell(self, news: NightProgress) -> None:
        """Draw one piece of news."""
        key = (news.day, news.area)
        label = f"{news.day or ''} {news.area}: {news.message}".strip()
        if self._bars is not None and not self._bars.disable:
            if key not in self._tasks:
                self._tasks[key] = self._bars.add_task(label, total=news.total or None)
            self._bars.update(self._tasks[key], description=label, completed=news.done, total=news.total or None)
        elif self._told.get(key) != news.message:
            self._told[key] = news.message
            count = f" ({news.done}/{news.total})" if news.total else ""
            self._voice.say(label + count)
