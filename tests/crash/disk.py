"""What a process asked of its disk, in order: the interpreter's own audit events and real flushes, listened to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_WRITES = os.O_WRONLY | os.O_RDWR


@dataclass
class Disk:
    """The calls that concern one folder.

    Attributes:
        home: the folder.
        calls: what was done, in order: `written`, `flushed`, `renamed`, `linked`, `pointed`, with the paths.
    """

    home: Path
    calls: list[tuple[str, Path, Path]] = field(default_factory=list)

    def note(self, what: str, path: object, target: object = None) -> None:
        """Keep a call that concerns the folder."""
        if isinstance(path, str | os.PathLike):
            found = Path(path).absolute()
            told = Path(target).absolute() if isinstance(target, str | os.PathLike) else found
            if not {found, *found.parents, *told.parents}.isdisjoint({self.home}):
                self.calls.append((what, found, told))

    def broken(self) -> list[str]:
        """Every name that was given out of order: not flushed before, or its folder not flushed after."""
        return [*self._renamed(), *self._in_place()]

    def named(self) -> set[str]:
        """What got a name by being moved, relative to the folder."""
        return {str(target.relative_to(self.home)) for what, _, target in self.calls if what in ("renamed", "linked")}

    def _renamed(self) -> Iterator[str]:
        for place, (what, source, target) in enumerate(self.calls):
            if what not in ("renamed", "linked", "pointed") or self._is_scratch(target):
                continue
            after = [(one, path) for one, path, _ in self.calls[place + 1 :]]
            if ("flushed", target.parent) not in after:
                yield f"{what}: {target}: its folder was not flushed after"
            if what != "pointed" and not target.is_symlink():
                yield from (f"{what}: {one} was not flushed before" for one in self._unflushed(source, target, place))

    def _unflushed(self, source: Path, target: Path, place: int) -> Iterator[Path]:
        inside = [source / path.relative_to(target) for path in target.rglob("*")] if target.is_dir() else []
        for path in (source, *inside):
            before = [one for one, found, _ in self.calls[:place] if found == path and one in ("written", "flushed")]
            # what was moved there was asked about when it moved
            if not before or before[-1] != "flushed":
                moved = [i for i, (one, _, to) in enumerate(self.calls[:place]) if one == "renamed" and to == path]
                if not moved:
                    yield path

    def _in_place(self) -> Iterator[str]:
        moved = {source for what, source, _ in self.calls if what in ("renamed", "linked")}
        for path in {path for what, path, _ in self.calls if what == "written"}:
            is_moved = not moved.isdisjoint({path, *path.parents})
            if is_moved or not path.is_file() or not path.stat().st_size or self._is_scratch(path):
                continue
            done = [what for what, found, _ in self.calls if found == path]
            if done[-1] != "flushed":
                yield f"written in place and not flushed: {path}"

    def _is_scratch(self, path: Path) -> bool:
        """What is being removed, and what nobody reads after its process has ended."""
        return path.name.startswith((".removing-", ".lock")) or path.suffix == ".owner"


@contextmanager
def listening(home: Path) -> Iterator[Disk]:
    """Hear everything that this process asks of its disk below a folder."""
    disk, fsync, is_on = Disk(home), os.fsync, True

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if not is_on:
            return
        if event == "open":
            path, mode, flags = arguments
            if isinstance(flags, int) and flags & _WRITES:
                disk.note("written", path)
        elif event in ("os.rename", "os.link"):
            disk.note({"os.rename": "renamed", "os.link": "linked"}[event], arguments[0], arguments[1])
        elif event == "os.symlink":
            disk.note("pointed", arguments[1], arguments[1])

    def heard(handle: int) -> None:
        fsync(handle)
        disk.note("flushed", Path(f"/proc/self/fd/{handle}").readlink())

    sys.addaudithook(hear)  # it cannot be taken away again, but told to be still
    os.fsync = heard
    try:
        yield disk
    finally:
        os.fsync = fsync
        is_on = False
