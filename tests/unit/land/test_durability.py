"""What a power cut, a crash or a second process at the same moment leaves behind."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from pipelines.land import manifests
from pipelines.land.durable import keep_first, write_private, write_whole
from pipelines.settings import Settings
from tests.unit.land.arrivals import DAY, land_text


class Disk:
    """The order in which a process made things last: real calls, listened to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[tuple[str, Path]] = []
        fsync, rename = os.fsync, os.rename

        def listened_fsync(handle: int) -> None:
            fsync(handle)
            self.done.append(("fsync", Path(f"/proc/self/fd/{handle}").readlink()))

        def listened_rename(source: Any, target: Any, **options: Any) -> None:
            rename(source, target, **options)
            self.done += [("renamed", Path(source)), ("to", Path(target))]

        monkeypatch.setattr(os, "fsync", listened_fsync)
        monkeypatch.setattr(os, "rename", listened_rename)

    def moment(self, what: str, path: Path, after: int = 0) -> int:
        return self.done.index((what, path), after)


def test_content_and_manifest_are_each_flushed_renamed_and_their_folder_flushed_in_this_order(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    landed = land_text(home, "one")
    target = home.home / landed.manifest.landed_path
    (manifest_file,) = home.landing.glob("manifests/*/*/*/*.json")
    moments = []
    for final in (target, manifest_file):
        moved = disk.moment("to", final)
        written = disk.done[moved - 1][1]
        moments += [disk.moment("fsync", written), moved, disk.moment("fsync", final.parent, after=moved)]
    assert moments == sorted(moments)
    assert len(set(moments)) == 6


def test_every_new_folder_on_the_way_is_made_to_last(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    landed = land_text(home, "one")
    target = home.home / landed.manifest.landed_path
    (manifest_file,) = home.landing.glob("manifests/*/*/*/*.json")
    flushed = {path for what, path in disk.done if what == "fsync"}
    for folder in (*target.parents, *manifest_file.parents):
        if home.landing in folder.parents or folder == home.landing:
            assert folder.parent in flushed, folder


def test_a_crash_between_content_and_manifest_leaves_nothing_that_counts(home: Settings) -> None:
    first = land_text(home, "one")
    (manifest_file,) = home.landing.glob("manifests/*/*/*/*.json")
    manifest_file.unlink()  # what the disk holds when the process died just before this file got its name
    assert manifests(home, "procedures.dossier") == []
    again = land_text(home, "one")
    assert again.is_new
    assert again.manifest == first.manifest


def test_an_object_that_a_dead_process_left_is_flushed_before_a_manifest_speaks_of_it(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = home.home / land_text(home, "one").manifest.landed_path
    next(iter(home.landing.glob("manifests/*/*/*/*.json"))).unlink()
    disk = Disk(monkeypatch)
    land_text(home, "one")
    (manifest_file,) = home.landing.glob("manifests/*/*/*/*.json")
    assert disk.moment("fsync", target.parent) < disk.moment("to", manifest_file)


def test_what_a_dead_process_was_receiving_is_swept_away_and_what_a_living_one_receives_is_not(home: Settings) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, stop = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_receive, args=(home, ready, stop))
    other.start()
    try:
        assert ready.wait(30)
        (theirs,) = (home.landing / "incoming").glob("[0-9a-f]*/half")
        land_text(home, "one")
        assert theirs.exists()
        other.kill()
        other.join()
        land_text(home, "two")
        assert not theirs.parent.exists()
    finally:
        other.kill()
        other.join()


def _receive(home: Settings, ready: Any, stop: Any) -> None:
    from pipelines.land import workspace

    with workspace(home) as room:
        (room / "half").write_text("half a delivery")
        ready.set()
        stop.wait(60)


def test_two_processes_that_land_at_once_give_each_content_one_number(home: Settings) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    texts = [["a", "b", "c", "shared", "d"], ["e", "shared", "f", "a", "g"]]
    both = [spawn.Process(target=_land_all, args=(home, mine, start)) for mine in texts]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    found = manifests(home, "procedures.dossier", DAY)
    contents = [(home.home / m.landed_path).read_text() for m in found]
    assert [m.version for m in found] == list(range(1, 9))
    assert sorted(contents) == sorted({*texts[0], *texts[1]})


def _land_all(home: Settings, texts: list[str], start: Any) -> None:
    from pipelines.land import land_file
    from tests.unit.land.arrivals import arrival

    start.wait(60)
    for text in texts:
        source = home.home.parent / f"source-{os.getpid()}"
        source.write_text(text)
        land_file(home, arrival(origin=f"hoso-20240115-{text}.csv"), source, "csv")


def test_everything_that_lands_is_for_its_owner_only(home: Settings) -> None:
    old = os.umask(0)
    try:
        land_text(home, "one")
    finally:
        os.umask(old)
    for path in (home.landing, *home.landing.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_no_name_in_the_landing_zone_holds_anything_of_the_content(home: Settings) -> None:
    land_text(home, "Nguyễn Văn Ẩn;001099000001;0912345678;HS4010120878811")
    names = " ".join(str(path.relative_to(home.home)) for path in home.landing.rglob("*"))
    for identifier in ("Nguyễn", "001099000001", "0912345678", "HS4010120878811"):
        assert identifier not in names


def test_a_private_file_is_never_written_over(tmp_path: Path) -> None:
    write_private(tmp_path / "manifest", b"first")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "manifest", b"second")
    assert (tmp_path / "manifest").read_bytes() == b"first"


def test_what_a_dead_process_was_writing_aside_is_removed_by_the_next_writer(tmp_path: Path) -> None:
    (tmp_path / ".known.json.999999999-1.aside").write_text("half")
    (tmp_path / f".known.json.{os.getpid()}-1.aside").write_text("another thread's")
    write_whole(tmp_path / "known.json", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".known.json.{os.getpid()}-1.aside", "known.json"]
    assert (tmp_path / "known.json").read_bytes() == b"whole"


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    write_whole(tmp_path / "known.json", b"before")
    with pytest.raises(TypeError):
        write_whole(tmp_path / "known.json", "a text")  # type: ignore[arg-type]  # that is what makes it fail
    assert [path.name for path in tmp_path.iterdir()] == ["known.json"]
    assert (tmp_path / "known.json").read_bytes() == b"before"


def test_of_a_secret_that_two_make_at_once_both_get_the_first(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"

    def beaten() -> bytes:
        assert keep_first(path, lambda: b"first") == b"first"
        return b"second"

    assert keep_first(path, beaten) == b"first"
    assert [one.name for one in path.parent.iterdir()] == ["key"]
    assert path.stat().st_mode & 0o777 == 0o600
