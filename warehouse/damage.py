"""Telling a database file that was damaged from one that another process holds, or that finds no room on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import duckdb

from pipelines.errors import EngineFailure

_SAYS = ("not a valid DuckDB database", "Could not read enough bytes", "Corrupt database file", "checksum")
"""What DuckDB says of a file that is cut off, overwritten or rotten; of a lock or a full disk it says none of it."""

ANOTHER_ONE = "Restore the publication from its backup, or go to another one with `citydb publish --back-to`."
"""What to do when analysts' files are damaged."""


class NotOurs(EngineFailure):
    """The build file is no database, or one that a newer version of the project made."""

    code = "warehouse.file"


def is_damage(reason: duckdb.Error, path: Path) -> bool:
    """Whether an error says that this very file is no whole database any more."""
    if isinstance(reason, (duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)):
        return True
    told = str(reason)
    is_this = any(str(name) in told for name in (path, path.resolve()))  # a publication's file has the same last name
    return isinstance(reason, duckdb.IOException) and is_this and any(says in told for says in _SAYS)


def damaged(path: Path, reason: duckdb.Error) -> NotOurs:
    """What to say of it."""
    return NotOurs(
        f"The file is no whole DuckDB database ({type(reason).__name__}).",
        where=str(path),
        next_step="Keep a copy of it, and restore it from its backup; the next night loads what has landed since. "
        "Without a backup, move it away and run `citydb rebuild`: it reads all that has landed again.",
    )


def damaged_publication(path: Path, reason: duckdb.Error) -> NotOurs:
    """The same of a file that analysts read."""
    return NotOurs(
        f"The file is no whole DuckDB database ({type(reason).__name__}).", where=str(path), next_step=ANOTHER_ONE
    )


@contextmanager
def opening(
    path: Path,
    met: type[duckdb.Error] = duckdb.Error,
    say: Callable[[Path, duckdb.Error], NotOurs] = damaged,
) -> Iterator[None]:
    """For opening a file; only errors of the kind `met` are asked whether they tell of damage.

    Raises:
        NotOurs: it is damaged.
    """
    try:
        yield
    except met as reason:
        if is_damage(reason, path):
            raise say(path, reason) from None
        raise


def working_with(path: Path) -> AbstractContextManager[None]:
    """For work with a file that could be opened: what is cut off of it may be met only when it is read."""
    return opening(path, duckdb.IOException)
