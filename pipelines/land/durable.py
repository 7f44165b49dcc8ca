"""Files and folders that survive a power cut: written aside, flushed, then renamed into place."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipelines.crash_points import crash_point
from pipelines.processes import is_alive

_ASIDE = ".aside"


def flush(path: Path) -> None:
    """Have the disk hold a file's content or a folder's entries."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(folder: Path) -> None:
    """Have the disk hold a folder with all that is in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        flush(path)
    flush(folder)


def make_folder(path: Path) -> Path:
    """The folder, made with mode 700 where it or a parent is missing, each made one durable."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
        flush(folder.parent)
    return path


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read, flushed.

    Raises:
        FileExistsError: there is one of that name already.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file that is there whole or not at all, in place of one of that name; it is on disk afterwards."""
    aside = _aside(path)
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            crash_point("durable: written aside")
            os.fsync(stream.fileno())
        aside.rename(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    crash_point("durable: renamed")
    flush(path.parent)


def keep_first(path: Path, make: Callable[[], bytes]) -> bytes:
    """What a private file holds, made whole when there is none; of two processes that make it, both get the first."""
    if not path.exists():
        make_folder(path.parent)
        aside = _aside(path)
        aside.unlink(missing_ok=True)
        write_private(aside, make())
        crash_point("durable: made aside")
        with suppress(FileExistsError):
            path.hardlink_to(aside)
        aside.unlink()
    flush(path.parent)
    return path.read_bytes()


def _aside(path: Path) -> Path:
    """A name beside a file for what is being written; what dead processes left under such names is removed."""
    for left in path.parent.glob(f".{path.name}.*{_ASIDE}"):
        if not is_alive(left.name.removesuffix(_ASIDE).rsplit(".", 1)[-1].partition("-")[0]):
            left.unlink(missing_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}{_ASIDE}")


def move_into_place(source: Path, target: Path) -> None:
    """Rename a flushed file or folder of the same file system to its final name, durably.

    Whoever comes second with a folder of the same name keeps the first one: the name is the content's.
    """
    make_folder(target.parent)
    crash_point("durable: before the move")
    try:
        source.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    crash_point("durable: moved")
    flush(target.parent)


def confirm(path: Path) -> None:
    """Have the disk hold a name that another process gave, and may have died before it flushed it."""
    flush(path.parent)
    flush(path.parent.parent)


@contextmanager
def exclusive(lock: Path, tell: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Wait for and hold a lock between processes and threads; it ends with the `with`, or with the process.

    `tell` hears of it when another process holds the lock.
    """
    make_folder(lock.parent)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"waiting for another process that holds {lock.name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
