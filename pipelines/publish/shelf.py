"""The folder of publications: what stands there, how a new one gets there whole, and where `current` points.

    published/2024-01-16-001/   a publication, never changed
    published/current           a link to one of them
    published/.making-…         one that is being made; a crash leaves it, the next publish discards it
    published/.removing-…       one that is being removed
    published/.next             where `current` is about to point; a crash leaves it, the next publish finishes it

`.next` is written before the folder gets its final name and becomes `current` by one rename. So whatever dies in
between, `current` points at a whole publication, and the next publish knows whether a swap was under way.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

from pipelines.crash_points import crash_point
from pipelines.land.durable import exclusive, flush
from pipelines.publish.model import Publication, name_of, publication_in
from pipelines.settings import Settings

_FOLDER = 0o755


def mode_of(path: Path) -> int:
    """`city.duckdb` and the report may be handed on; `core.duckdb` is for the group of the folder alone."""
    return 0o640 if path.name == "core.duckdb" else 0o644


def publications(settings: Settings) -> list[Publication]:
    """All that stand on the shelf, oldest first."""
    if not settings.published.is_dir():
        return []
    folders = (path for path in settings.published.iterdir() if path.is_dir() and not path.is_symlink())
    found = (publication_in(folder) for folder in folders)
    return sorted((one for one in found if one), key=lambda one: one.order)


def current(settings: Settings) -> Publication | None:
    """The publication analysts read; None when there is none."""
    return _target(settings.published / "current")


def next_name(settings: Settings, day: date) -> str:
    """The name of the next publication of a day; the newest one is never removed, so no name comes twice."""
    sequences = [one.order[1] for one in publications(settings) if one.day == day]
    return name_of(day, max(sequences, default=0) + 1)


@contextmanager
def alone(settings: Settings, tell: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Hold the shelf: one process at a time changes it. Readers need nothing."""
    if not settings.published.exists():
        settings.published.mkdir(parents=True)
        settings.published.chmod(_FOLDER)
    with exclusive(settings.published / ".lock", lambda _: tell("waiting for another publication to end")):
        yield


def recover(settings: Settings) -> Publication | None:
    """Clear away what a crash left; the publication whose swap it interrupted and which is now current, if any."""
    for rest in (*settings.published.glob(".making-*"), *settings.published.glob(".removing-*")):
        shutil.rmtree(rest)
    link = settings.published / ".next"
    interrupted = _target(link)
    if interrupted:
        _swap(settings)
    elif link.is_symlink():
        link.unlink()
    return interrupted


def mend(settings: Settings) -> Publication | None:
    """Let `current` point at the newest publication again where it points at none; which one, if it had to."""
    newest = publications(settings)[-1:]
    if not newest or current(settings):
        return None
    point_at(settings, newest[0])
    return newest[0]


@contextmanager
def making(settings: Settings) -> Iterator[Path]:
    """A hidden private folder beside the publications, gone afterwards unless it was put up."""
    room = settings.published / f".making-{uuid4().hex}"
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def put_up(settings: Settings, room: Path, name: str) -> Publication:
    """Make what is in `room` the publication `name` and let `current` point at it, at one instant."""
    _flush_all(room)
    crash_point("publish: all flushed")
    folder = settings.published / name
    _announce(settings, name)
    crash_point("publish: announced")
    room.rename(folder)
    flush(settings.published)
    crash_point("publish: the folder has its name")
    _swap(settings)
    publication = publication_in(folder)
    assert publication is not None  # noqa: S101  # tells the type checker what `next_name` made
    return publication


def point_at(settings: Settings, publication: Publication) -> None:
    """Let `current` point at a publication that stands on the shelf."""
    _announce(settings, publication.name)
    _swap(settings)


def remove(settings: Settings, publication: Publication) -> None:
    """Take a publication off the shelf; who has its files open keeps them."""
    aside = settings.published / f".removing-{publication.name}"
    publication.folder.rename(aside)
    flush(settings.published)
    crash_point("publish: removing an old one")
    shutil.rmtree(aside)


def _announce(settings: Settings, name: str) -> None:
    link = settings.published / ".next"
    link.unlink(missing_ok=True)
    crash_point("publish: nothing announced")
    link.symlink_to(name)
    flush(settings.published)


def _swap(settings: Settings) -> None:
    (settings.published / ".next").rename(settings.published / "current")
    crash_point("publish: swapped")
    flush(settings.published)


def _target(link: Path) -> Publication | None:
    if not link.is_symlink() or not link.is_dir():
        return None
    return publication_in(link.parent / link.readlink())


def _flush_all(room: Path) -> None:
    for path in sorted(room.rglob("*"), reverse=True):
        path.chmod(_FOLDER if path.is_dir() else mode_of(path))
        flush(path)
    room.chmod(_FOLDER)
    flush(room)
