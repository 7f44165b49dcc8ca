"""Written aside, flushed, renamed, folder flushed: in this order, wherever something is to outlast a power cut."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines import night
from pipelines.clock import night_of
from pipelines.contract import areas
from pipelines.notify import NightReport, notify
from pipelines.orchestrate import secrets
from pipelines.publish import publish
from pipelines.settings import REPOSITORY
from simulator.city import simulate
from simulator.suppliers.entries import write_entries
from tests.crash.disk import Disk, listening
from tests.unit.night.conftest import ministry, one_feed_an_area
from tests.unit.night.ministry import Ministry

__all__ = ["ministry", "one_feed_an_area"]

DAY = date(2024, 1, 15)

NEED_NOT_LAST = {
    "pipelines/land/durable.py": "this is how the others write",
    "pipelines/extract/files/extractor.py:_copy": "a copy in a workspace; landing flushes it",
    "pipelines/extract/http/store.py:hand_over": "into a workspace; landing flushes it",
    "pipelines/extract/slots.py:_take": "a lock",
    "pipelines/land/landing.py:land_file": "a copy in a workspace; landing flushes it",
    "pipelines/land/landing.py:_put": "damaged content on its way into a workspace; what takes its place is flushed",
    "pipelines/land/workspace.py": "locks",
    "pipelines/night/leftovers.py": "locks, and names for what is being removed",
    "pipelines/night/settle.py:settle": "a mark in a folder that is removed sooner or later",
    "pipelines/notify/send.py": "appended and flushed in place",
    "pipelines/orchestrate/alone.py": "a lock",
    "pipelines/orchestrate/family.py:_write_to": "a log",
    "pipelines/orchestrate/postgres.py:make_cluster": "what initdb made is whole when this was appended, or made anew",
    "pipelines/orchestrate/started.py": "a log, and Airflow's own database",
    "pipelines/publish/shelf.py": "publications: flushed and renamed in the order this module's tests assert",
    "pipelines/replay/lost.py": "links in a room that is made anew whenever it is wanted",
    "simulator/": "made-up suppliers: what a power cut takes is made again",
    "warehouse/lock.py:held": "who holds a lock; it means nothing without the lock",
}
"""Where something is written or renamed by itself, each with its reason."""


def test_a_night_and_its_publication_name_nothing_before_it_is_on_disk(ministry: Ministry) -> None:
    settings = ministry.home
    simulate(settings, 1_000, DAY, DAY, 11, (), lambda _: None)
    ministry.gives(DAY)
    settings.settings_file.write_text('[notify]\nkind = "file"\n')
    drops = {path.name: {"kind": "files", "url": path.as_uri()} for path in (settings.simulated / "drop").iterdir()}
    with listening(settings.home) as disk:
        write_entries(settings.suppliers_file, drops)
        secrets.password(settings)
        ended = [night.run_area(settings, area, DAY, night_of(DAY), "night") for area in areas()]
        publication = publish(settings, night_of(DAY), "night")
        assert notify(settings, NightReport.of(DAY, ended), night_of(DAY))
    assert publication is not None
    assert disk.broken() == []
    kinds = ("objects/", "manifests/", "known.json", "outcomes/", ".page", "state.json", ".duckdb", "person.key",
             "index.html", "published/2024-01-15-001", "published/current", "suppliers.toml", "passwords.json",
             "notified/")  # fmt: skip
    assert [kind for kind in kinds if not any(kind in name for name in disk.named())] == []


@pytest.mark.parametrize("forgotten", ["flush before", "flush after"])
def test_a_write_that_forgets_a_flush_is_found(tmp_path: Path, forgotten: str) -> None:
    from pipelines.land.durable import flush, write_private

    with listening(tmp_path) as disk:
        if forgotten == "flush before":
            (tmp_path / "aside").write_text("new")
        else:
            write_private(tmp_path / "aside", b"new")
        (tmp_path / "aside").rename(tmp_path / "file")
        if forgotten == "flush before":
            flush(tmp_path)
    assert len(disk.broken()) == 1


def test_a_file_written_in_its_place_is_found_when_it_is_not_flushed(tmp_path: Path) -> None:
    with listening(tmp_path) as disk:
        (tmp_path / "file").write_text("new")
    assert disk.broken() == [f"written in place and not flushed: {tmp_path / 'file'}"]


def test_nothing_writes_or_renames_by_itself_but_where_it_need_not_last() -> None:
    places = sorted({place for package in ("pipelines", "warehouse", "expectations", "simulator", "dags")
                     for place in writes(REPOSITORY / package)})  # fmt: skip
    assert [place for place in places if not place.startswith(tuple(NEED_NOT_LAST))] == []
    assert [known for known in NEED_NOT_LAST if not any(place.startswith(known) for place in places)] == []


def test_a_listening_disk_hears_only_what_concerns_its_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    disk = Disk(tmp_path / "mine")
    disk.note("written", tmp_path / "other")
    disk.note("written", tmp_path / "mine" / "file")
    assert [path.name for _, path, _ in disk.calls] == ["file"]


def writes(folder: Path) -> Iterator[str]:
    """Each function below a folder that opens a file for writing, or gives something a name."""
    for path in folder.rglob("*.py"):
        name = str(path.relative_to(REPOSITORY))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            if any(_is_write(node) for node in ast.walk(function) if isinstance(node, ast.Call)):
                yield f"{name}:{function.name}"


def _is_write(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr="write_text" | "write_bytes" | "symlink_to" | "hardlink_to" | "rename" | "touch"):
            return True
        case ast.Attribute(attr="replace"):  # of a text it takes two arguments, of a path one
            return len(call.args) == 1 and not call.keywords
        case ast.Attribute(value=ast.Name(id="shutil"), attr="move" | "copyfile" | "copytree" | "copy"):
            return True
        case ast.Attribute(value=ast.Name(id="os"), attr="open"):
            named = {node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute)}
            return not named.isdisjoint({"O_WRONLY", "O_RDWR"})
        case ast.Attribute(attr="open") | ast.Name(id="open"):
            modes = {str(one.value) for one in call.args if isinstance(one, ast.Constant) and len(str(one.value)) < 4}
            return any(set(mode) & set("wax+") for mode in modes)
    return False
