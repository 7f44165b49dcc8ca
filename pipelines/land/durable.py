"""Files and folders that survive a power cut: written aside, flushed, then renamed into place."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def flush(path: Path) -> None:
    """Have the disk hold a file's content or a folder's entries."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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


def move_into_place(source: Path, target: Path) -> None:
    """Rename a flushed file or folder of the same file system to its final name, durably.

    Whoever comes second with a folder of the same name keeps the first one: the name is the content's.
    """
    make_folder(target.parent)
    try:
        source.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    flush(target.parent)


def confirm(path: Path) -> None:
    """Have the disk hold a name that another process gave, and may have died before it flushed it."""
    flush(path.parent)
    flush(path.parent.parent)


@contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """Wait for and hold a lock between processes and threads; it ends with the `with`, or with the process."""
    make_folder(lock.parent)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
