"""One business day of a drop folder: every version that stands there, landed as it is."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from pipelines.contract import suppliers_of
from pipelines.crash_points import crash_point
from pipelines.extract.failures import NoData, SupplierFailure, Unavailable
from pipelines.extract.files.look import Entry, FileLayout, Look, file_layout, look_into, others_of
from pipelines.extract.model import DayBrought
from pipelines.extract.source import Source
from pipelines.extract.turn import turn
from pipelines.land import Content, NoVersion, VersionConflict, identity_of_file, land, manifests, workspace
from pipelines.settings import Settings


@contextmanager
def open_files(settings: Settings, source: Source) -> Iterator[Callable[[date, datetime], DayBrought]]:
    """A function that lands one day of a drop folder, fetched at an instant.

    Raises:
        WrongSettings: the layout does not say how files are named.
        Unavailable: the folder is not there.
    """
    layout = file_layout(source.layout)
    others = others_of(source.name, source.layout)
    look = look_into(Path(source.supplier.url), source.name, layout, others)

    def bring(day: date, at: datetime) -> DayBrought:
        with turn(settings, source, day):
            return _bring(settings, source, layout, look, day, at)

    yield bring


def _bring(settings: Settings, source: Source, layout: FileLayout, look: Look, day: date, at: datetime) -> DayBrought:
    landed: list[str] = []
    troubles: list[str] = []
    for entry in (entry for entry in look.entries if entry.day == day):
        try:
            landed.append(_land(settings, source, layout, entry, at))
        except VersionConflict as conflict:
            first = manifests(settings, source.feed, day, source.name)
            landed += [m.delivery_id for m in first if m.version == conflict.version]
            troubles.append(conflict.sentence)
        except (NoVersion, SupplierFailure) as failure:
            troubles.append(failure.sentence)
    if not landed:
        raise _nothing(source, look, day, troubles)
    return DayBrought(tuple(dict.fromkeys(landed)), tuple(troubles), tuple(_left(source, look)))


def _land(settings: Settings, source: Source, layout: FileLayout, entry: Entry, at: datetime) -> str:
    if entry.trouble:
        raise _not_taken(source, entry, entry.trouble)
    with workspace(settings) as room:
        copy = room / "content"
        _copy(Path(source.supplier.url) / entry.name, copy, source, entry, layout)
        content = Content(copy, source.layout.format, identity_of_file(copy))
        arrival = source.arrival(entry.day, at, origin=entry.name, version=entry.version)
        return land(settings, arrival, content).manifest.delivery_id


def _copy(path: Path, copy: Path, source: Source, entry: Entry, layout: FileLayout) -> None:
    """Copy what was looked at and nothing else: the name may have become a link or grown in the meantime."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream, copy.open("xb") as target:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode) or before.st_size > layout.largest_bytes:
                raise _not_taken(source, entry, "has become something else since it was looked at")
            shutil.copyfileobj(stream, target, 1024 * 1024)
            crash_point("extract: file copied, nothing flushed")
            after = os.fstat(stream.fileno())
            copied = target.tell()
    except OSError as failure:
        if failure.filename is None or Path(failure.filename) != path:
            raise  # our own disk
        raise _not_taken(source, entry, f"cannot be read ({type(failure).__name__})") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or copied != after.st_size:
        raise _not_taken(source, entry, "is still being written")


def _not_taken(source: Source, entry: Entry, trouble: str) -> SupplierFailure:
    return Unavailable(
        f"The file {entry.name} of {source.name} {trouble}.", next_step="The next run looks again; else tell them."
    )


def _nothing(source: Source, look: Look, day: date, troubles: list[str]) -> SupplierFailure:
    if troubles:
        return SupplierFailure(" ".join(troubles))
    left = " ".join(("", *_left(source, look)))
    return NoData(
        f"{source.name} has put no file of {source.feed} for {day.isoformat()} into its drop folder.{left}",
        next_step=f"Ask {source.name}; the next night looks again.",
    )


def _left(source: Source, look: Look) -> list[str]:
    """What lies in the folder and no night will take: a sentence for each kind."""
    not_owed = sum(source.name not in suppliers_of(source.feed, entry.day) for entry in look.entries)
    owes = f"for which it owes no {source.feed}"
    kinds = (
        (look.strangers, "entry has a name none of its layouts knows", "entries have a name none of its layouts knows"),
        (not_owed, f"entry is for a day {owes}, and is not taken", f"entries are for days {owes}, and are not taken"),
    )
    return [
        f"In the drop folder of {source.name}, {count} {one if count == 1 else many}."
        for count, one, many in kinds
        if count
    ]
