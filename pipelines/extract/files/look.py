"""What stands in a drop folder: which of it are deliveries, by name, and whether they are still being written."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipelines.contract import Layout, feeds, layouts_of
from pipelines.extract.failures import Unavailable, WrongSettings
from pipelines.extract.options import Options
from pipelines.land import is_version

QUIET_SECONDS = 10.0
"""A file nobody has written to for this long is not being written; every file looked at twice makes its errand wait."""

_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
_GIGABYTE = 1024**3


@dataclass(frozen=True)
class FileLayout:
    """How a supplier names its files.

    Attributes:
        pattern: matched by the whole name; group `day`, and group `version` where the name can hold one. A name whose
            number is no version is none of the layout's.
        day_format: how the day is written.
        settle_seconds: how long a file must stay the same before it counts as complete.
        largest_bytes: a larger file is not taken.
    """

    pattern: re.Pattern[str]
    day_format: str
    settle_seconds: float
    largest_bytes: int


@dataclass(frozen=True)
class Entry:
    """One delivery as it stands in the folder.

    Attributes:
        name: its name, which the layout's pattern admits.
        day: the business day in it.
        version: the supplier's number in it, None when there is none.
        trouble: why it cannot be taken, None when it can.
    """

    name: str
    day: date
    version: int | None
    trouble: str | None = None


@dataclass(frozen=True)
class Look:
    """What stood in the folder.

    Attributes:
        entries: deliveries, by day, those without a number first, then by version.
        strangers: how many entries have a name that no layout of this supplier expects, of this feed or another; the
            names may be anything and are told to nobody.
    """

    entries: tuple[Entry, ...]
    strangers: int


def file_layout(layout: Layout) -> FileLayout:
    """The facts a layout gives.

    Raises:
        WrongSettings: one is missing or of the wrong shape.
    """
    options = Options(layout)
    try:
        pattern = re.compile(options.text("file"))
    except re.error:
        raise options.wrong("file", "is no regular expression") from None
    if "day" not in pattern.groupindex:
        raise options.wrong("file", "has no group (?P<day>…)")
    return FileLayout(
        pattern=pattern,
        day_format=options.text("day_format", "%Y%m%d"),
        settle_seconds=options.number("settle_seconds", 0.2),
        largest_bytes=int(options.number("largest_file_gb", 2) * _GIGABYTE),
    )


def others_of(supplier: str, layout: Layout) -> tuple[FileLayout, ...]:
    """What else may lie in a supplier's folder: files of other feeds, and of the same one on other days.

    A mistake in one of these layouts is the concern of its own errand.
    """
    return tuple(_others_of(supplier, layout))


def _others_of(supplier: str, layout: Layout) -> Iterator[FileLayout]:
    for other in (one for feed in feeds() for one in layouts_of(feed)):
        is_another = (other.feed, other.name) != (layout.feed, layout.name)
        if is_another and supplier in other.suppliers and "file" in other.options:
            with suppress(WrongSettings):
                yield file_layout(other)


def look_into(
    folder: Path,
    name: str,
    layout: FileLayout,
    others: Collection[FileLayout] = (),
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> Look:
    """What stands in a supplier's folder, looked at twice where something was written to only just now.

    What one of the `others` knows is no delivery of this feed, and no stranger either.

    Raises:
        Unavailable: the folder is not there or cannot be read.
    """
    before = after = _states(folder, name)
    if any(clock() - state.st_mtime < QUIET_SECONDS for state in before.values()):
        sleep(layout.settle_seconds)
        after = _states(folder, name)
    entries, strangers = [], 0
    for file_name, state in after.items():
        entry = _named(file_name, layout)
        if entry is None:
            strangers += not _is_expected(file_name, others)
        else:
            trouble = _trouble(state, before.get(file_name), layout)
            entries.append(Entry(entry.name, entry.day, entry.version, trouble))
    return Look(tuple(sorted(entries, key=lambda e: (e.day, e.version or 0, e.name))), strangers)


def _states(folder: Path, name: str) -> dict[str, os.stat_result]:
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry.stat(follow_symlinks=False) for entry in entries}
    except OSError as failure:
        raise Unavailable(
            f"The drop folder of {name} cannot be read ({type(failure).__name__}).",
            next_step=f"Check that it is mounted, and the address of [{name}] in suppliers.toml.",
        ) from None


def _named(file_name: str, layout: FileLayout) -> Entry | None:
    found = layout.pattern.fullmatch(file_name)
    if found is None:
        return None
    try:
        day = datetime.strptime(found["day"], layout.day_format).date()  # noqa: DTZ007  # a day has no zone
        written = found.groupdict().get("version")
        version = int(written) if written else None
    except ValueError:
        return None
    return Entry(file_name, day, version) if version is None or is_version(version) else None


def _is_expected(file_name: str, others: Collection[FileLayout]) -> bool:
    """Whether a name that is no delivery of the feed is still nothing to tell of."""
    is_unfinished = file_name.startswith(".") or file_name.endswith(_UNFINISHED)
    return is_unfinished or any(_named(file_name, other) is not None for other in others)


def _trouble(state: os.stat_result, before: os.stat_result | None, layout: FileLayout) -> str | None:
    if stat.S_ISLNK(state.st_mode):
        return "is a link, and links are not followed"
    if not stat.S_ISREG(state.st_mode):
        return "is no regular file"
    if state.st_size > layout.largest_bytes:
        return f"has {state.st_size:,} bytes, more than the {layout.largest_bytes:,} its layout allows"
    if before is None or (before.st_size, before.st_mtime_ns) != (state.st_size, state.st_mtime_ns):
        return "is still being written"
    return None
