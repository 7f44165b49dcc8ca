"""One day of one source is fetched and landed by one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from pipelines.extract.source import Source
from pipelines.land.durable import exclusive
from pipelines.settings import Settings


@contextmanager
def turn(settings: Settings, source: Source, day: date) -> Iterator[None]:
    """The day for the length of a `with`: who comes second fetches what the supplier shows then.

    Without it, what was fetched before a correction could land after it, and be taken for another one.
    """
    folder = settings.staging / "extract" / "turns" / source.feed / source.name
    with exclusive(folder / f"{day.isoformat()}.lock"):
        yield
