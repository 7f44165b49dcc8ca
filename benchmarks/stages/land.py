"""Land: the identity of complete content, and its way into the landing zone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.inputs.deliveries import CARDS, CITIZENS, delivery
from benchmarks.inputs.files import large_file
from benchmarks.inputs.scratch import LARGE
from benchmarks.model import Case, Found, Job, Place, Prepare
from benchmarks.sql import run_bare, scratch
from pipelines.contract import layout_of
from pipelines.extract.http.layout import page_layout
from pipelines.land import (
    Arrival,
    Content,
    Manifest,
    identity_of_file,
    identity_of_pages,
    identity_of_table,
    land,
    manifests,
    workspace,
)
from pipelines.settings import Settings

Identify = Callable[[Settings, Path], str]
Choose = Callable[[Place], Manifest]


def _pages_identity(settings: Settings, pages: Path) -> str:
    items = page_layout(layout_of(CITIZENS, "bca")).items
    return identity_of_pages(settings, sorted(pages.iterdir()), items)


def _landing(choose: Choose, identify: Identify) -> Prepare:
    def prepare(place: Place) -> Job:
        settings, one = place.own, choose(place)
        came = place.settings.home / one.landed_path
        copy = place.own.landing / "came"
        copy.parent.mkdir(parents=True)
        (shutil.copytree if came.is_dir() else shutil.copyfile)(came, copy)
        arrival = Arrival(one.feed, one.supplier, one.business_day, one.layout, one.contract_version, one.fetched_at)

        def work() -> None:
            with workspace(settings) as room:
                copy.rename(room / "content")
                content = Content(room / "content", came.suffix[1:], identify(settings, room / "content"))
                land(settings, arrival, content)

        def found() -> Found:
            (landed,) = manifests(settings, one.feed)
            assert landed.sha256 == one.sha256, "the same content has the same identity"  # noqa: S101  # no user's fault
            return Found(_records(one, came))

        return Job(work, found)

    return prepare


def _records(one: Manifest, came: Path) -> int:
    return one.records_announced or came.read_bytes().count(b"\n") - 1


def _bare(statement: str, choose: Choose, files: str = "") -> Prepare:
    def prepare(place: Place) -> Job:
        con, one = scratch(place), choose(place)
        came = place.settings.home / one.landed_path
        return Job(lambda: run_bare(con, statement, source=f"{came}{files}"), lambda: Found(_records(one, came)))

    return prepare


def _citizens(place: Place) -> Manifest:
    return delivery(place.settings, CITIZENS)


def _cards(place: Place) -> Manifest:
    return delivery(place.settings, CARDS)


def _large(place: Place) -> Manifest:
    return large_file(place.settings, LARGE)


CASES = (
    Case(
        "land", "citizens, pages", _landing(_citizens, _pages_identity), _bare("land_pages", _citizens, "/page-*.json"),
        "number of records and the sum of their md5", ("landed",),
    ),
    Case(
        "land", "cards, Parquet", _landing(_cards, identity_of_table), _bare("land_table", _cards),
        "number of records and the sum of their md5", ("landed",),
    ),
    Case(
        "land", "dossiers, one large file", _landing(_large, lambda _, path: identity_of_file(path)),
        _bare("land_file", _large), "sha256 of its bytes", ("large files",),
    ),
)  # fmt: skip
