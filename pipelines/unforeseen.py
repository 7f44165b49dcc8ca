"""What is said of an error that nobody wrote a sentence for; its own words stay unsaid, they may quote a record."""

from __future__ import annotations

import errno
import re
import shutil
import traceback
from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import CityDBError, EngineFailure, Retryable

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_MAY_NOT = {errno.EROFS, errno.EACCES, errno.EPERM}
_DUCKDB_SAYS = re.compile(r"No space left on device|Disk quota exceeded|failed to offload data block", re.IGNORECASE)


class StepBroke(EngineFailure):
    """A step ended in an error nobody foresaw."""

    code = "step.broke"

    def __init__(self, step: str, reason: BaseException) -> None:
        self.step = step
        frames = traceback.extract_tb(reason.__traceback__)
        super().__init__(
            f"The step {step} broke with {name_and_place(reason)}.",
            where=" < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:])),
            next_step="Run the same day again; if it breaks again, it is a defect to report.",
        )


class DiskFull(EngineFailure, Retryable):
    """There was no room to write; what was being written is discarded, what was there before stands.

    Attributes:
        step: what was being done.
        free_bytes: how much room was left when it was told.
    """

    code = "disk.full"

    def __init__(self, step: str, home: Path) -> None:
        self.step = step
        self.free_bytes = shutil.disk_usage(_existing(home)).free
        super().__init__(
            f"The disk is full: {step} could not write, {self.free_bytes / 1e6:,.1f} MB are free.",
            where=str(home),
            next_step="Make room there and run the same again: what has landed is not asked for again, and nothing is "
            "half done. `citydb doctor` tells what a night needs.",
        )


class CannotWrite(EngineFailure):
    """The home, or something in it, may not be written by this account."""

    code = "home.read_only"

    def __init__(self, step: str, home: Path) -> None:
        super().__init__(
            f"{step} may not write below the home.",
            where=str(home),
            next_step="Mount it for writing, or run as the account it belongs to.",
        )


def told(step: str, reason: Exception, home: Path) -> CityDBError:
    """The error as a person can act on it: a failure of ours as it is, a full disk by name, anything else by place.

    Raises:
        KeyboardInterrupt: it is none: a person interrupted a statement of DuckDB, which says so in its own way.
    """
    if any(_is_interrupt(one) for one in _behind(reason)):
        raise KeyboardInterrupt from None
    if any(isinstance(one, OSError) and one.errno in _MAY_NOT for one in _behind(reason)):
        return CannotWrite(step, home)
    if any(_is_no_room(one) for one in _behind(reason)):
        return DiskFull(step, home)
    return reason if isinstance(reason, CityDBError) else StepBroke(step, reason)


def name_and_place(reason: BaseException) -> str:
    """What kind of error it is and where in the program it came up, without its own words."""
    frames = traceback.extract_tb(reason.__traceback__)
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
    return f"{type(reason).__name__} at {place}"


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _is_interrupt(reason: BaseException) -> bool:
    return isinstance(reason, RuntimeError) and "interrupted" in str(reason).lower()


def _is_no_room(reason: BaseException) -> bool:
    if isinstance(reason, OSError):
        return reason.errno in _NO_ROOM
    return type(reason).__module__.startswith(("_duckdb", "duckdb")) and bool(_DUCKDB_SAYS.search(str(reason)))


def _behind(reason: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it."""
    seen: set[int] = set()
    while reason is not None and id(reason) not in seen:
        seen.add(id(reason))
        yield reason
        reason = getattr(reason, "orig", None) or reason.__cause__ or reason.__context__
